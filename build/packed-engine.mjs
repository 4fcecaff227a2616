// @ts-check
/**
 * Run by plain Node in the folder of a packed studio's files: loads every package with native code from there, then
 * starts the packed engine as Electron would and waits until its model runs. Arguments: the shipped resources, a folder
 * for a workspace.
 */
import { EventEmitter } from "node:events"
import { createRequire } from "node:module"
import { join } from "node:path"
import { pathToFileURL } from "node:url"

const [resources = "", workspaceDir = ""] = process.argv.slice(2)
const here = process.cwd()
const require = createRequire(join(here, "package.json"))

for (const name of [
  "libsql",
  "@lancedb/lancedb",
  "apache-arrow",
  "sharp",
  "@napi-rs/keyring",
  "onnxruntime-node",
]) {
  if (!require.resolve(name).startsWith(here)) throw new Error(`${name} came from elsewhere`)
  require(name)
}
require.resolve("@fontsource/inter/files/inter-latin-400-normal.woff")

/** Electron's `process.parentPort`, and a page's port. */
const shell = Object.assign(new EventEmitter(), {
  postMessage: (/** @type {any} */ message) => shell.emit("told", message),
})
const page = Object.assign(new EventEmitter(), {
  postMessage: (/** @type {string} */ message) => page.emit("told", message),
  start: () => undefined,
  close: () => undefined,
})
Object.assign(process, { parentPort: shell })
await import(pathToFileURL(join(here, "dist", "app", "engine-process.js")).href)

/** @param {EventEmitter} port @returns {Promise<any>} */
const next = port => new Promise(heard => port.once("told", heard))

const started = next(shell)
shell.emit("message", {
  data: {
    type: "start",
    engine: {
      workspaceDir,
      root: workspaceDir,
      starterPack: join(resources, "starter"),
      scenariosDir: join(resources, "scenarios"),
      questionnaireDir: join(resources, "questionnaire"),
      sampleCatalog: null,
    },
  },
  ports: [],
})
const first = await started
if (first.type !== "ready") throw new Error(`the packed engine doesn't start: ${JSON.stringify(first)}`)
shell.emit("message", { data: { type: "connect" }, ports: [page] })

for (let call = 1; ; call++) {
  const answered = next(page)
  page.emit("message", { data: JSON.stringify({ i: String(call), p: { u: "/app/status", b: {} } }) })
  const { model } = JSON.parse(await answered).p.b.json
  if (model.state === "ready") break
  if (model.state === "failed")
    throw new Error(`the packed engine's model doesn't run: ${model.problem.message}`)
  await new Promise(later => setTimeout(later, 100))
}
shell.emit("message", { data: { type: "close" }, ports: [] })
