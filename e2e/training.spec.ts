/** A merchandiser fine-tunes on the in-house catalog, then renders with it. */
import { copyFile, mkdir, readdir } from "node:fs/promises"
import { join } from "node:path"
import type { Page } from "@playwright/test"
import sharp from "sharp"
import { root } from "./places.ts"
import { goTo, pickFolder } from "./steps.ts"
import { expect, test } from "./studio.ts"

/** Few outfits, and no waiting for other programs. */
async function setUp(page: Page, steps: number): Promise<void> {
  await page.getByRole("link", { name: "Fine-tune" }).click()
  await page.getByRole("textbox", { name: "Name" }).fill("Our outfits")
  await page.getByRole("combobox", { name: "Items" }).click()
  await page.getByRole("option", { name: "Outfits" }).click()
  await page.getByRole("button", { name: "Full speed" }).click()
  const field = page.getByRole("textbox", { name: "Steps" })
  await field.fill(String(steps))
  await field.press("Enter")
  await expect(page.getByText("Shoppers’ interactions")).toBeVisible()
  await page.getByRole("button", { name: "Start fine-tuning" }).click()
}

test("fine-tune on the in-house catalog, then render with it", async ({ studio: { page, workspace } }) => {
  // Few steps: what is tested is the way, not the taste.
  await setUp(page, 3)
  await expect(page.getByText("Step 3 of 3")).toBeVisible({ timeout: 60_000 })
  await expect(page.getByRole("img", { name: /at step 3$/ }).first()).toBeVisible({ timeout: 60_000 })
  await page.getByRole("button", { name: "Use in the studio" }).click({ timeout: 60_000 })
  const picker = page.getByRole("combobox", { name: "Adapter" })
  await expect(picker).toHaveText("Our outfits")

  await page.getByRole("button", { name: "More", exact: true }).click()
  const denoising = page.getByRole("textbox", { name: /^Steps/ })
  await denoising.fill("4")
  await denoising.press("Enter")
  await page.getByRole("combobox", { name: "Number of variants" }).click()
  await page.getByRole("option", { name: "1", exact: true }).click()
  await page.getByRole("button", { name: "Render", exact: true }).click()
  await expect(page.getByRole("option", { name: /^Render, seed/ })).toHaveCount(1, { timeout: 90_000 })
  const [file] = await readdir(join(workspace, "renders"))
  const { xmp } = await sharp(join(workspace, "renders", file!)).metadata()
  expect(xmp!.toString()).toContain("Our outfits")
})

test("a run that is paused frees the machine, survives the engine, and is stopped and kept", async ({
  studio: { page, killEngine },
}) => {
  await setUp(page, 2000)
  await expect(page.getByText(/^Step [1-9]\d* of 2,000/)).toBeVisible({ timeout: 60_000 })
  await page.getByRole("button", { name: "Pause", exact: true }).click()
  const resume = page.getByRole("button", { name: "Resume", exact: true })
  await resume.waitFor()
  await killEngine()
  // A press that only reaches the dying engine is lost, and the page says so: its user presses again.
  await expect(async () => {
    await resume.click({ timeout: 10_000 })
    await expect(resume).toBeHidden({ timeout: 10_000 })
  }).toPass({ timeout: 60_000 })
  await page.getByRole("button", { name: "Stop and keep" }).click({ timeout: 60_000 })
  await page.getByRole("dialog").getByRole("button", { name: "Stop and keep" }).click()
  await expect(page.getByRole("button", { name: "Use in the studio" })).toBeVisible({ timeout: 60_000 })
})

test("teach a product from a folder, and take its LoRA into the studio", async ({
  studio: { page, files },
}) => {
  const images = join(root, "resources", "sample-catalog", "images")
  await mkdir(join(files, "bag"))
  for (const name of (await readdir(images)).slice(0, 4))
    await copyFile(join(images, name), join(files, "bag", name))
  await goTo(page, "training/teach")
  await page.getByRole("button", { name: "Choose a folder" }).click()
  await pickFolder(page, "bag")
  await page.getByRole("textbox", { name: "Word" }).fill("zqx")
  await page.getByRole("textbox", { name: "Class" }).fill("bag")
  await page.getByRole("button", { name: "Advanced" }).click()
  for (const [field, value] of [
    ["Steps", "2"],
    ["Pictures of the class", "1"],
  ] as const) {
    const number = page.getByRole("textbox", { name: field, exact: true })
    await number.fill(value)
    await number.press("Tab")
  }
  await page.getByRole("button", { name: "Full speed" }).click()
  await expect(page.getByText("a photo of zqx bag")).toBeVisible()
  await page.getByRole("button", { name: "Start teaching" }).click()
  await expect(page.getByText("Step 2 of 2")).toBeVisible({ timeout: 60_000 })
  await expect(page.getByRole("img", { name: /at step 2$/ }).first()).toBeVisible({ timeout: 60_000 })
  await page.getByRole("button", { name: "Use in the studio" }).click({ timeout: 60_000 })
  await expect(page.getByRole("slider", { name: "zqx" })).toBeAttached()
})
