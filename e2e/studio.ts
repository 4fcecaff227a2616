/** What every spec is given: a studio of its own on a copy of the prepared workspace, and its page. */
import { cp, mkdir, mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Browser, test as base, chromium, type Page } from "@playwright/test"
import { findChromium } from "./browser.ts"
import { enginePid, openInBrowser, openInElectron } from "./open.ts"
import { preparedWorkspace } from "./places.ts"

export { expect } from "@playwright/test"

export interface StudioOptions {
  shell: "browser" | "electron"
}

/** A running studio, as a spec uses it. */
export interface OpenStudio {
  page: Page
  /** The workspace on disk. */
  workspace: string
  /** The picker's root: specs put folders to import here, and find exports. */
  files: string
  /** Kills the engine's process at once, as a crash would. */
  killEngine(): Promise<void>
}

/** Launches Chromium when a spec first asks for it. */
type OpenBrowser = () => Promise<Browser>

export const test = base.extend<StudioOptions & { studio: OpenStudio }, { openBrowser: OpenBrowser }>({
  shell: ["browser", { option: true }],
  openBrowser: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from it what a fixture needs.
    async ({}, use) => {
      let browser: Promise<Browser> | undefined
      await use(() => {
        browser ??= chromium.launch({ executablePath: findChromium()! })
        return browser
      })
      await (await browser)?.close()
    },
    { scope: "worker" },
  ],
  studio: async ({ shell, viewport, colorScheme, locale, openBrowser }, use) => {
    const folder = await mkdtemp(join(tmpdir(), "iamg-e2e-"))
    const folders = { workspace: join(folder, "workspace"), files: join(folder, "files") }
    await cp(preparedWorkspace, folders.workspace, { recursive: true })
    await mkdir(folders.files)
    const look = { viewport, colorScheme, ...(locale ? { locale } : {}) }
    const opened =
      shell === "browser"
        ? await openInBrowser(await openBrowser(), folders, look)
        : await openInElectron(folders, look)
    const killEngine = async () => {
      process.kill(await enginePid(folders.workspace), "SIGKILL")
    }
    try {
      await use({ ...folders, page: opened.page, killEngine })
    } finally {
      await opened.close()
      await rm(folder, { recursive: true, force: true })
    }
  },
})
