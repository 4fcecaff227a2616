/**
 * `npm run screens`: a picture of every screen, in light and dark, at 1280×800 and 1920×1080, in out/screens; those that
 * the README shows also go to resources/docs. A real studio is driven in a real Chromium, as its user would.
 */
import { execFileSync } from "node:child_process"
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { chromium, type Page } from "@playwright/test"
import sharp from "sharp"
import { stampedId } from "../native/catalog/stamped-id.ts"
import { findChromium } from "./browser.ts"
import { openInBrowser } from "./open.ts"
import { preparedWorkspace, root } from "./places.ts"
import prepare from "./prepare.ts"
import { beginImageSet, goTo, pickFolder } from "./steps.ts"

const out = join(root, "out", "screens")
const docs = join(root, "resources", "docs")
const sizes = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
]
/** What the README shows: the small size, in the theme that is named. */
const shown: Record<string, "light" | "dark"> = {
  studio: "light",
  board: "light",
  layout: "dark",
  side: "dark",
  protected: "light",
  sweep: "light",
  catalog: "light",
  persona: "light",
  "image-set": "light",
  history: "dark",
  "fine-tune": "light",
  evaluation: "light",
}

/** Each step leaves the page on the screen it is named after. The order matters: later ones show what earlier ones made. */
const steps: Record<string, (page: Page) => Promise<unknown>> = {
  async studio(page) {
    await page.getByRole("button", { name: "Render", exact: true }).click()
    await page
      .getByRole("option", { name: /^Render, seed/ })
      .nth(3)
      .waitFor({ timeout: 120_000 })
  },
  async side(page) {
    await page.getByRole("button", { name: "Side by side" }).click()
    await page.getByRole("tab", { name: "Neighbours" }).click()
    await page
      .getByRole("option", { name: /^Render, seed/ })
      .nth(1)
      .click()
    await page.getByRole("button", { name: "Approve", exact: true }).click()
    await page.getByRole("button", { name: "Star", exact: true }).click()
  },
  async text(page) {
    await page.getByRole("button", { name: "Difference" }).click()
    await page.getByRole("tab", { name: "Text" }).click()
  },
  async sweep(page) {
    await page.getByRole("button", { name: "Sweep" }).click()
    await page
      .getByRole("button", { name: /^λ1 .* SSIM/ })
      .nth(19)
      .waitFor({ timeout: 120_000 })
  },
  async board(page) {
    await goTo(page, "board")
    await page.getByText(/^([1-9]\d*) of \1 drawn$/).waitFor({ timeout: 120_000 })
  },
  async catalog(page) {
    await goTo(page, "catalog")
    await page.getByRole("option").nth(2).click()
    await page
      .getByRole("option")
      .nth(4)
      .click({ modifiers: ["Control"] })
  },
  async "image-set"(page) {
    await beginImageSet(page, 2)
    await page.getByText("What it takes").waitFor()
  },
  async item(page) {
    await goTo(page, "catalog")
    await page.getByRole("option").nth(0).dblclick()
    await page.getByRole("heading", { level: 1 }).waitFor()
  },
  personas: page => goTo(page, "personas"),
  async persona(page) {
    await page.getByRole("list", { name: "Personas" }).getByRole("link").first().click()
  },
  async training(page) {
    await goTo(page, "training/new")
    await page.getByText("Shoppers’ interactions").waitFor({ timeout: 60_000 })
  },
  async "fine-tune"(page) {
    await goTo(page, "training/runs")
    await page.getByRole("link", { name: /House style/ }).click()
    await page
      .getByRole("img", { name: /at step 60$/ })
      .first()
      .waitFor()
  },
  async evaluation(page) {
    await goTo(page, "evaluation")
    await page.getByRole("heading", { name: "Means over shoppers" }).waitFor()
  },
  async "new-study"(page) {
    await page.getByRole("button", { name: "New study" }).click()
    await page.getByText(/held-out shoppers/).waitFor()
  },
  adapters: page => goTo(page, "training/adapters"),
  async adapter(page) {
    await page.getByRole("button", { name: "Use in the studio: House style" }).click()
    await page.getByRole("button", { name: "Compare with the pack’s own weights" }).click()
    await drawn(page)
  },
  history: page => goTo(page, "history"),
  async layouts(page) {
    await goTo(page, "layouts")
    await page.locator("li img").nth(2).waitFor({ timeout: 60_000 })
  },
  async layout(page) {
    await page.getByRole("button", { name: "Copy: Product with price" }).click()
    await page.getByRole("dialog").getByRole("button", { name: "Copy" }).click()
    await page.getByRole("group", { name: "Text: {title}", exact: true }).click()
    await page.getByRole("img", { name: /Emoji$/ }).waitFor({ timeout: 60_000 })
  },
  jobs: page => goTo(page, "jobs"),
  settings: page => goTo(page, "settings"),
  async protected(page) {
    await goTo(page, "studio")
    await page.getByRole("button", { name: "Side by side" }).click()
    await page.getByRole("button", { name: "Protect the subject" }).click()
    await page.getByRole("checkbox", { name: /^subject/, checked: true }).waitFor({ timeout: 60_000 })
    await drawn(page)
  },
  async mask(page) {
    await page.getByRole("button", { name: /^Change the mask/ }).click()
    await page
      .getByRole("dialog")
      .getByText(/The mask keeps/)
      .waitFor()
  },
  async import(page) {
    await goTo(page, "import")
    await page.getByRole("button", { name: "Choose a folder" }).click()
    await pickFolder(page, "house")
    await page.getByRole("button", { name: "Next" }).click()
    await page.getByRole("button", { name: "Check" }).click()
    await page.getByRole("heading", { name: /refused/ }).waitFor({ timeout: 60_000 })
  },
}

/** Nothing is being drawn any more. */
const drawn = (page: Page) => page.getByText(/\d+ steps in/).waitFor({ timeout: 60_000 })

/** A catalog whose report has something to say. */
async function makeHouse(folder: string): Promise<void> {
  await mkdir(join(folder, "images"), { recursive: true })
  const samples = join(root, "resources", "sample-catalog", "images")
  for (const name of ["outfit-001", "outfit-002"])
    await cp(join(samples, `${name}.webp`), join(folder, "images", `${name}.webp`))
  const rows = [
    "id,title,image",
    "chair,Chair,images/outfit-001.webp",
    "lamp,Lamp,images/outfit-002.webp",
    "table,Table,images/table.webp",
    "chair,Chair again,images/outfit-001.webp",
  ]
  await writeFile(join(folder, "items.csv"), `${rows.join("\n")}\n`)
}

/** A run of few steps and a study, so that there are curves, sample images, an adapter and figures to look at. */
async function fineTuneAndEvaluate(workspace: string): Promise<void> {
  await cp(preparedWorkspace, workspace, { recursive: true })
  const iamg = (...args: string[]) =>
    execFileSync(process.execPath, ["native/cli/iamg.mjs", ...args, "-w", workspace], {
      cwd: root,
      stdio: "inherit",
    })
  const settings = ["--steps", "60", "--validate-every", "10", "--draw-every", "20", "--full-speed"]
  iamg("train", "--name", "House style", ...settings)
  const study = join(workspace, "evaluations", stampedId(new Date()))
  iamg("evaluate", "methods", "--adapter", "House style", "--out", study)
}

await prepare()
await mkdir(out, { recursive: true })
const trained = await mkdtemp(join(tmpdir(), "iamg-trained-"))
await fineTuneAndEvaluate(trained)
const folder = await mkdtemp(join(tmpdir(), "iamg-screens-"))
const browser = await chromium.launch({ executablePath: findChromium()! })
const failed: string[] = []
try {
  for (const viewport of sizes) {
    for (const colorScheme of ["light", "dark"] as const) {
      const folders = { workspace: join(folder, "workspace"), files: join(folder, "files") }
      await rm(folder, { recursive: true, force: true })
      await cp(trained, folders.workspace, { recursive: true })
      await makeHouse(join(folders.files, "house"))
      const look = { viewport, colorScheme, locale: "en-US" }
      const { page, close } = await openInBrowser(browser, folders, look)
      try {
        await drawn(page)
        for (const [name, take] of Object.entries(steps)) {
          await take(page)
          await page.mouse.move(0, 0)
          await page.waitForTimeout(1200) // what moves has come to rest
          const picture = await page.screenshot()
          await writeFile(join(out, `${name}-${colorScheme}-${viewport.width}.png`), picture)
          if (viewport === sizes[0] && shown[name] === colorScheme)
            await sharp(picture)
              .webp({ quality: 80 })
              .toFile(join(docs, `${name}.webp`))
        }
      } catch (error) {
        failed.push(`${colorScheme} at ${viewport.width}: ${error}`)
        await page.screenshot({ path: join(out, "failed.png") })
      } finally {
        await close()
      }
    }
  }
} finally {
  await browser.close()
  for (const made of [folder, trained]) await rm(made, { recursive: true, force: true })
}
for (const line of failed) console.error(line)
if (failed.length > 0) process.exitCode = 1
else console.log(`Pictures of ${Object.keys(steps).length} screens in ${out}.`)
