/** `iamg serve`: the studio for a browser on this machine, until Ctrl-C. */
import { existsSync, statSync } from "node:fs"
import { homedir } from "node:os"
import { join, resolve } from "node:path"
import type { Command, Option } from "commander"
import { note } from "../../contract/codes/index.ts"
import { StudioError } from "../../contract/errors.ts"
import type { EngineState } from "../../contract/shell.ts"
import { defaultFarmsFile, defaultModelsDir, defaultWorkspace } from "../../engine/places.ts"
import { ProblemError } from "../../engine/problem.ts"
import { type Serving, serve } from "../../engine/serve/parent.ts"
import { openBrowser } from "../browser.ts"
import { failureText } from "../failure.ts"
import { interruptible } from "../interrupt.ts"
import { readOption } from "../options.ts"
import { modelsFile, pageDir, questionnaireDir, sampleCatalog, scenariosDir, starterPack } from "../places.ts"
import { help, say, text } from "../voice.ts"

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
    .description(help("serve.about"))
    .addOption(portOption("-p, --port <number>", help("serve.port")))
    .option("-w, --workspace <dir>", help("serve.workspace"))
    .option("--root <dir>", help("serve.root"))
    .option("--open", help("serve.open"))
    .action(serveUntilInterrupted)
}

/** Until Ctrl-C, which is how it ends well. */
export const serveUntilInterrupted = (options: Options): Promise<void> =>
  interruptible(signal => runServe(options, signal), "closing")

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
        if (open || serving.linkUsed) process.stderr.write(`${failureText(state)}\n`)
        else serving.stop().then(() => fail(lost), fail)
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
        modelsFile,
        modelsDir: defaultModelsDir(),
        farmsFile: defaultFarmsFile(),
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
    text(opened ? "serve.opens" : "serve.link"),
    `  ${link}`,
    ...(wanted && !opened ? [text("serve.noBrowser")] : []),
    text(process.stdin.isTTY ? "serve.endsOrNewLink" : "serve.ends"),
  ].join("\n")

const lastPort = 65_535
const portRange = note("cli.whole", {
  range: note("cli.range", { least: 1, aboveLeast: false, most: lastPort, belowMost: false }),
})

export const portOption = (flags: string, about: string): Option =>
  readOption(flags, about, portRange, readPort)

/** Undefined for what is no port. */
function readPort(raw: string): number | undefined {
  const port = Number(raw)
  return /^\d{1,5}$/.test(raw) && port >= 1 && port <= lastPort ? port : undefined
}
