/** Opens the built studio as its user does: `iamg serve` in a Chromium, or Electron. */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { _electron, type Browser, type BrowserContextOptions, type Page } from "@playwright/test"
import { root } from "./places.ts"

export interface Folders {
  workspace: string
  /** The folder picker's root. */
  files: string
  /** Of the studio; our own when absent. */
  environment?: NodeJS.ProcessEnv
}

export interface Opened {
  page: Page
  close(): Promise<void>
}

/** Starts `iamg serve` and answers with its link. */
export async function serve({
  workspace,
  files,
  environment = process.env,
}: Folders): Promise<{ link: string; server: ChildProcess }> {
  const args = ["dist/app/start.js", "--no-open", "--workspace", workspace, "--root", files]
  const server = spawn(process.execPath, args, {
    cwd: root,
    env: environment,
    stdio: ["ignore", "pipe", "inherit"],
  })
  for await (const line of createInterface({ input: server.stdout! })) {
    const link = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(line)?.[0]
    if (link) return { link, server }
  }
  throw new Error("the studio ended without a link")
}

/** A window of the browser, with cookies and a storage of its own, on `iamg serve`. */
export async function openInBrowser(
  browser: Browser,
  folders: Folders,
  look: BrowserContextOptions,
): Promise<Opened> {
  const { link, server } = await serve(folders)
  const context = await browser.newContext(look)
  const page = await context.newPage()
  await page.goto(link)
  return {
    page,
    close: async () => {
      await context.close()
      server.kill("SIGINT")
      if (server.exitCode === null) await once(server, "exit")
    },
  }
}

export async function openInElectron(
  { workspace, files }: Folders,
  { colorScheme }: BrowserContextOptions,
): Promise<Opened> {
  const app = await _electron.launch({
    args: [root, `--workspace=${workspace}`, `--root=${files}`],
    colorScheme: colorScheme ?? null,
  })
  return { page: await app.firstWindow(), close: () => app.close() }
}

/** The process that holds the workspace. */
export async function enginePid(workspace: string): Promise<number> {
  return JSON.parse(await readFile(join(workspace, "writer.json"), "utf8")).pid
}
