/** Opens the studio: in Electron where it can run, else in the default browser, saying which and why. */
import { spawn } from "node:child_process"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"
import { readPort, serveUntilInterrupted } from "../native/cli/commands/serve.ts"
import { failureOf, failureText } from "../native/cli/failure.ts"
import { StudioError } from "../native/contract/errors.ts"
import { findElectron } from "./electron-binary.ts"

/** This file runs as dist/app/start.js. */
const root = resolve(import.meta.dirname, "../..")

const help = `npm start [-- options]

  --workspace <dir>  folder of the workspace (default: the one in your data folder; also IAMG_WORKSPACE)
  --root <dir>       folder that the studio's folder picker stays inside (default: your home folder)
  --browser          open it in the browser, also where Electron is
  --port <number>    port on 127.0.0.1, in the browser (default: a free one)
  --no-open          print the link instead of opening the browser
`

async function start(): Promise<void> {
  const values = readArgs()
  if (values.help) return void process.stdout.write(help)

  const asked = values.browser || values["no-open"] || values.port !== undefined
  const electron = asked
    ? { path: null, reason: "was not asked for" }
    : await findElectron(join(root, "node_modules", "electron"))
  if (electron.path !== null) return openWindow(electron.path, values.workspace, values.root)
  process.stderr.write(`Opening the studio in your browser: Electron ${electron.reason}.\n`)
  const { workspace, root: pickerRoot } = values
  const port = values.port === undefined ? undefined : readPort(values.port)
  await serveUntilInterrupted({ port, workspace, root: pickerRoot, open: !values["no-open"] })
}

function readArgs() {
  try {
    return parseArgs({
      options: {
        workspace: { type: "string" },
        root: { type: "string" },
        browser: { type: "boolean", default: false },
        port: { type: "string" },
        "no-open": { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }).values
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    throw new StudioError("cli.usage", { problem, command: "npm start --" })
  }
}

/** Ends as the window's process ends. */
function openWindow(electron: string, workspace?: string, pickerRoot?: string): Promise<void> {
  process.stderr.write("Opening the studio in a window of its own.\n")
  const named = Object.entries({ workspace, root: pickerRoot }).filter(([, dir]) => dir !== undefined)
  const args = [root, ...named.map(([name, dir]) => `--${name}=${resolve(dir as string)}`)]
  const child = spawn(electron, args, { stdio: "inherit" })
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal))
  return new Promise((settle, fail) => {
    child.on("error", fail)
    child.on("exit", code => {
      process.exitCode = code ?? 1
      settle()
    })
  })
}

await start().catch(error => {
  const failure = failureOf(error, "npm start")
  process.stderr.write(`${failureText(failure)}\n`)
  process.exitCode = failure.exitCode
})
