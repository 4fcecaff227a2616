/** The command line of `npm start`: opens the studio in Electron where it can run, else in the default browser. */
import { join, resolve } from "node:path"
import { CommanderError } from "commander"
import { commandLine } from "../native/cli/command-line.ts"
import { portOption, serveUntilInterrupted } from "../native/cli/commands/serve.ts"
import { failureOf, failureText } from "../native/cli/failure.ts"
import { help, setLocale, systemLocale, text } from "../native/cli/voice.ts"
import { type Ending, findElectron, runElectron } from "./electron-binary.ts"

interface Options {
  workspace?: string
  root?: string
  browser?: boolean
  port?: number
  /** --no-open */
  open: boolean
}

const name = "npm start --"

/** Opens it and waits until it is closed; the answer is the exit code. `studioDir` is the folder of package.json. */
export async function runStart(args: readonly string[], studioDir: string): Promise<number> {
  let exitCode = 0
  try {
    setLocale(systemLocale())
    const command = commandLine(name)
      .description(help("start.about"))
      .option("--workspace <dir>", help("start.workspace"))
      .option("--root <dir>", help("serve.root"))
      .option("--browser", help("start.browser"))
      .addOption(portOption("--port <number>", help("start.port")))
      .option("--no-open", help("start.noOpen"))
      .helpOption("-h, --help", help("program.help"))
      .action(async (options: Options) => {
        exitCode = await openStudio(options, studioDir)
      })
    await command.parseAsync(args, { from: "user" })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    const failure = failureOf(error, name)
    process.stderr.write(`${failureText(failure)}\n`)
    return failure.exitCode
  }
}

async function openStudio(options: Options, studioDir: string): Promise<number> {
  const { browser, open, port, workspace, root } = options
  const electron =
    browser || !open || port !== undefined
      ? { path: null, reason: text("start.notAsked") }
      : await findElectron(join(studioDir, "node_modules", "electron"))
  const ending =
    electron.path === null
      ? { code: null, reason: electron.reason }
      : await openWindow(electron.path, studioDir, options)
  if (ending.code !== null) return ending.code
  process.stderr.write(`${text("start.inBrowser", { reason: ending.reason })}\n`)
  await serveUntilInterrupted({ port, workspace, root, open })
  return 0
}

function openWindow(electron: string, studioDir: string, { workspace, root }: Options): Promise<Ending> {
  process.stderr.write(`${text("start.inWindow")}\n`)
  const named = Object.entries({ workspace, root }).filter(([, dir]) => dir !== undefined)
  return runElectron(electron, [
    studioDir,
    ...named.map(([name, dir]) => `--${name}=${resolve(dir as string)}`),
  ])
}
