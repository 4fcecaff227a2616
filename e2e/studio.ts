/** What every spec is given: a studio of its own on a copy of the prepared workspace, and its page. */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { cp, mkdir, mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { _electron, type BrowserContextOptions, test as base, chromium, type Page } from "@playwright/test"
import { findChromium } from "./browser.ts"
import { preparedWorkspace, root } from "./places.ts"

export { expect } from "@playwright/test"

export interface StudioOptions {
  shell: "browser" | "electron"
}

export interface Studio {
  page: Page
  /** The workspace on disk. */
  workspace: string
  /** The picker's root: specs put folders to import here, and find exports. */
  files: string
  /** Kills the engine's process at once, as a crash would. */
  killEngine(): Promise<void>
}

interface Folders {
  workspace: string
  files: string
}

interface Opened {
  page: Page
  close(): Promise<void>
}

export const test = base.extend<StudioOptions & { studio: Studio }>({
  shell: ["browser", { option: true }],
  studio: async ({ shell, viewport, colorScheme, locale }, use) => {
    const folder = await mkdtemp(join(tmpdir(), "iamg-e2e-"))
    const folders = { workspace: join(folder, "workspace"), files: join(folder, "files") }
    await cp(preparedWorkspace, folders.workspace, { recursive: true })
    await mkdir(folders.files)
    const look = { viewport, colorScheme, ...(locale ? { locale } : {}) }
    const opened = await (shell === "browser" ? openInBrowser(folders, look) : openInElectron(folders, look))
    try {
      await use({ ...folders, page: opened.page, killEngine: () => killEngine(folders.workspace) })
    } finally {
      await opened.close()
      await rm(folder, { recursive: true, force: true })
    }
  },
})

/** Starts `iamg serve` and answers with its link. */
export async function serve({ workspace, files }: Folders): Promise<{ link: string; server: ChildProcess }> {
  const args = ["dist/app/start.js", "--no-open", "--workspace", workspace, "--root", files]
  const server = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "inherit"] })
  for await (const line of createInterface({ input: server.stdout! })) {
    const link = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(line)?.[0]
    if (link) return { link, server }
  }
  throw new Error("the studio ended without a link")
}

async function openInBrowser(folders: Folders, look: BrowserContextOptions): Promise<Opened> {
  const { link, server } = await serve(folders)
  const browser = await chromium.launch({ executablePath: findChromium()! })
  const page = await (await browser.newContext(look)).newPage()
  await page.goto(link)
  return {
    page,
    close: async () => {
      await browser.close()
      server.kill("SIGINT")
      if (server.exitCode === null) await once(server, "exit")
    },
  }
}

async function openInElectron(
  { workspace, files }: Folders,
  { colorScheme }: BrowserContextOptions,
): Promise<Opened> {
  const app = await _electron.launch({
    args: [root, `--workspace=${workspace}`, `--root=${files}`],
    colorScheme: colorScheme ?? null,
  })
  return { page: await app.firstWindow(), close: () => app.close() }
}

async function killEngine(workspace: string): Promise<void> {
  const { pid } = JSON.parse(await readFile(join(workspace, "writer.json"), "utf8"))
  process.kill(pid, "SIGKILL")
}
