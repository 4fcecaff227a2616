/** Opens the studio: in Electron where it can run, else in the default browser, saying which and why. */
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"
import { checkedPort, serveUntilInterrupted } from "../native/cli/commands/serve.ts"
import { failureOf, failureText } from "../native/cli/failure.ts"
import { UsageProblem } from "../native/cli/usage-problem.ts"
import { setLocale, systemLocale } from "../native/cli/voice.ts"
import { note } from "../native/contract/codes/index.ts"
import { type Ending, findElectron, runElectron } from "./electron-binary.ts"

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
  const ending =
    electron.path === null
      ? { code: null, reason: electron.reason }
      : await openWindow(electron.path, values.workspace, values.root)
  if (ending.code !== null) {
    process.exitCode = ending.code
    return
  }
  process.stderr.write(`Opening the studio in your browser: Electron ${ending.reason}.\n`)
  const { workspace, root: pickerRoot } = values
  const port = values.port === undefined ? undefined : checkedPort(values.port)
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
    throw new UsageProblem(note("program.quoted", { text: problem }))
  }
}

function openWindow(electron: string, workspace?: string, pickerRoot?: string): Promise<Ending> {
  process.stderr.write("Opening the studio in a window of its own.\n")
  const named = Object.entries({ workspace, root: pickerRoot }).filter(([, dir]) => dir !== undefined)
  return runElectron(electron, [root, ...named.map(([name, dir]) => `--${name}=${resolve(dir as string)}`)])
}

setLocale(systemLocale())
await start().catch(error => {
  const failure = failureOf(error, "npm start --")
  process.stderr.write(`${failureText(failure)}\n`)
  process.exitCode = failure.exitCode
})
