/** The server's parent and its engine process, as processes: what happens when one of them is killed. */
import { spawn } from "node:child_process"
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { readLogs } from "../../base/log/read-log.ts"
import { note } from "../../contract/codes/index.ts"
import type { EngineState } from "../../contract/shell.ts"
import type { EngineOptions } from "../context.ts"
import { type Serving, serve } from "./parent.ts"

const patience = { timeout: 30_000, interval: 50 }

const root = resolve(import.meta.dirname, "../../..")
let dir: string
let serving: Serving | undefined
let link: string

beforeEach(async () => {
  link = ""
  dir = await mkdtemp(join(tmpdir(), "iamg-serving-"))
  await mkdir(join(dir, "page"))
  await writeFile(join(dir, "page", "index.html"), "<title>The page</title>")
})
afterEach(async () => {
  await serving?.stop()
  serving = undefined
  await rm(dir, { recursive: true, force: true })
})

const engine = (): EngineOptions => ({
  workspaceDir: join(dir, "workspace"),
  root: dir,
  starterPack: join(root, "native", "models", "fixtures", "tiny"),
  scenariosDir: join(root, "resources", "scenarios"),
  questionnaireDir: "",
  modelsFile: "",
  modelsDir: "",
  farmsFile: "",
  sampleCatalog: null,
})

/** Gives up at the second death. */
function start(): EngineState[] {
  const states: EngineState[] = []
  serving = serve({
    port: 0,
    engine: engine(),
    pageDir: join(dir, "page"),
    onLink: opened => {
      link = opened
    },
    onState: state => states.push(state),
    policy: { deaths: 2, within: 600_000, firstWait: 10 },
  })
  return states
}

/** Waits until the link lets a browser in. */
const isWorth = (opened: string) =>
  vi.waitUntil(async () => (await fetch(opened, { redirect: "manual" })).status === 303, patience)

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test("an engine that is killed is started again at the same port; killed too often, it is given up, and the page can ask why", async () => {
  const states = start()
  await vi.waitUntil(() => states.at(-1)?.state === "running", patience)
  const { pid } = serving!
  const entered = await fetch(link, { redirect: "manual" })
  const cookie = entered.headers.getSetCookie()[0]!.split(";")[0]!
  const get = (path: string) => fetch(new URL(path, link), { headers: { cookie } })
  expect(await (await get("/")).text()).toBe("<title>The page</title>")

  process.kill(pid!, "SIGKILL")
  await vi.waitUntil(() => states.length === 3 && states[2]!.state === "running", patience)
  expect(serving!.pid).not.toBe(pid)
  expect((await get("/")).status).toBe(200)
  expect((await fetch(link, { redirect: "manual" })).status).toBe(403)
  expect(await (await get("/engine")).json()).toMatchObject({
    state: "running",
    restarts: 1,
    reason: note("engine.system_ended", {}),
  })

  process.kill(serving!.pid!, "SIGKILL")
  await vi.waitUntil(() => states.at(-1)?.state === "failed", patience)
  const answer = await vi.waitUntil(() => get("/engine").catch(() => null), patience)
  expect(await answer.json()).toMatchObject({ state: "failed", problem: { code: "engine.lost" } })
  expect((await get("/")).status).toBe(200)
  await isWorth(serving!.renewLink())
  const logged = () => readLogs([join(dir, "workspace", "logs")], { from: "error", limit: 10 })
  await vi.waitUntil(async () => (await logged()).length === 2, patience)
  expect(await logged()).toMatchObject([
    { source: "shell", event: "engine lost", facts: { signal: "SIGKILL" } },
    { source: "shell", event: "engine lost", facts: { signal: "SIGKILL" } },
  ])
})

test("a new link opens a browser though the engine isn't ready: before it listens, and before it is opened", async () => {
  start()
  const first = serving!.renewLink()
  await vi.waitUntil(() => link, patience)
  expect(link.endsWith(new URL(first).search)).toBe(true)
  await isWorth(link)
  await isWorth(serving!.renewLink())
})

test("stopping ends the engine", async () => {
  const states = start()
  await vi.waitUntil(() => states.at(-1)?.state === "running", patience)
  const pid = serving!.pid!
  await serving!.stop()
  expect(isAlive(pid)).toBe(false)
})

test("an engine whose parent is killed ends by itself", async () => {
  const script = `
    import { serve } from ${JSON.stringify(new URL("./parent.ts", import.meta.url).href)}
    const serving = serve({
      port: 0,
      engine: ${JSON.stringify(engine())},
      pageDir: ${JSON.stringify(join(dir, "page"))},
      onLink: () => undefined,
      onState: () => process.stdout.write(String(serving.pid)),
    })`
  const parent = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", script], {
    cwd: root,
  })
  const pid = Number(await new Promise(heard => parent.stdout.once("data", heard)))
  expect(isAlive(pid)).toBe(true)
  parent.kill("SIGKILL")
  await vi.waitUntil(() => !isAlive(pid), patience)
})
