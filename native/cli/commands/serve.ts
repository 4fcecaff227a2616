/** `iamg serve`: the studio for a browser on this machine, until Ctrl-C. */
import { existsSync, statSync } from "node:fs"
import { homedir } from "node:os"
import { join, resolve } from "node:path"
import { type Command, InvalidArgumentError } from "commander"
import { note } from "../../contract/codes/index.ts"
import { StudioError } from "../../contract/errors.ts"
import type { EngineState } from "../../contract/shell.ts"
import { defaultWorkspace } from "../../engine/places.ts"
import { ProblemError } from "../../engine/problem.ts"
import { type Serving, serve } from "../../engine/serve/parent.ts"
import { openBrowser } from "../browser.ts"
import { interruptible } from "../interrupt.ts"
import { pageDir, questionnaireDir, sampleCatalog, scenariosDir, starterPack } from "../places.ts"
import { say } from "../voice.ts"

interface Options {
  port?: number | undefined
  workspace?: string | undefined
  root?: string | undefined
  open?: boolean
  json?: boolean
  verbose?: boolean
}

export function addServe(program: Command): void {
  program
    .command("serve")
    .description("open the studio for a browser on this machine; ends with Ctrl-C")
    .option("-p, --port <number>", "port on 127.0.0.1 (default: a free one)", readPort)
    .option(
      "-w, --workspace <dir>",
      "folder of the workspace (default: the one in your data folder, made with the sample catalog)",
    )
    .option("--root <dir>", "folder that the studio's folder picker stays inside (default: your home folder)")
    .option("--open", "open it in the default browser")
    .action(serveUntilInterrupted)
}

/** Until Ctrl-C, which is how it ends well. */
export const serveUntilInterrupted = (options: Options): Promise<void> =>
  interruptible(signal => runServe(options, signal), "Closing the studio")

/** Serves until `signal` fires. @throws StudioError when the engine can't start or is lost for good */
async function runServe(
  { port = 0, workspace, root = homedir(), open, json, verbose }: Options,
  signal: AbortSignal,
): Promise<void> {
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory())
    throw new StudioError("serve.bad_root", { dir: root })
  if (!existsSync(join(pageDir, "index.html"))) throw new StudioError("serve.no_page", { dir: pageDir })

  const served = new Promise<void>((settle, fail) => {
    let lost: ProblemError | undefined
    const onState = (state: EngineState) => {
      if (state.state === "failed") {
        lost = new ProblemError(state.problem)
        // A page that someone has open says it too, and stays up until Ctrl-C.
        if (open || serving.linkUsed) {
          const { message, next } = say.error(state.problem)
          process.stderr.write(`${message}\n${next}\n`)
        } else serving.stop().then(() => fail(lost), fail)
      } else if (state.state === "restarting") {
        process.stderr.write(`${say(note("engine.restarting", { reason: state.reason }))}\n`)
      }
    }
    const onLink = (link: string) => {
      void announce(link, open, json)
      if (!json) offerNewLinks(serving)
    }
    const serving = serve({
      port,
      pageDir,
      engine: {
        workspaceDir: workspace ? resolve(workspace) : defaultWorkspace(),
        root: resolve(root),
        starterPack,
        scenariosDir,
        questionnaireDir,
        sampleCatalog: workspace ? null : sampleCatalog,
        verbose,
      },
      onLink,
      onState,
    })
    signal.addEventListener("abort", () => serving.stop().then(() => (lost ? fail(lost) : settle()), fail))
  })
  // A terminal that is listened to would keep the process from ending.
  await served.finally(() => process.stdin.listenerCount("data") > 0 && process.stdin.destroy())
}

/** A link opens one browser. Enter makes another, where there is someone to press it. */
function offerNewLinks(serving: Serving): void {
  if (!process.stdin.isTTY) return
  process.stdin.on("data", () => process.stdout.write(`  ${serving.renewLink()}\n`))
}

async function announce(link: string, open = false, json = false): Promise<void> {
  if (json) process.stdout.write(`${JSON.stringify({ url: link })}\n`)
  const opened = open && (await openBrowser(link))
  if (!json) process.stdout.write(`${describe(link, open, opened)}\n`)
}

/** The link opens the studio once; the browser that took it stays in. */
const describe = (link: string, wanted: boolean, opened: boolean): string =>
  [
    opened
      ? "The studio opens in your browser. If it doesn't, open this link:"
      : "Open the studio by this link:",
    `  ${link}`,
    ...(wanted && !opened ? ["(No browser was found on this machine.)"] : []),
    `Ctrl-C ends it${process.stdin.isTTY ? "; Enter makes a link for another browser" : ""}.`,
  ].join("\n")

export function readPort(raw: string): number {
  const port = Number(raw)
  if (!/^\d{1,5}$/.test(raw) || port < 1 || port > 65_535)
    throw new InvalidArgumentError("It must be a number from 1 to 65535.")
  return port
}
