/** Image sets on disk, and importing a messy catalog. */
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import sharp from "sharp"
import { root } from "./places.ts"
import { beginImageSet, goTo, pickFolder, startImageSet } from "./steps.ts"
import { expect, test } from "./studio.ts"

test("an image set lies on disk as its manifest says", async ({ studio: { page, files } }) => {
  await mkdir(join(files, "campaign"))
  await goTo(page, "catalog")
  const items = page.getByRole("option")
  await items.nth(0).click()
  await items.nth(1).click({ modifiers: ["Control"] })
  await beginImageSet(page, 1)
  await page.getByRole("checkbox", { name: /^Thumbnail/ }).check()
  await page.getByRole("button", { name: "WEBP" }).click()
  await startImageSet(page, "campaign")
  const folder = join(files, "campaign")
  await expect
    .poll(async () => (await readdir(folder)).sort(), { timeout: 60_000 })
    .toEqual(["Ines, sketches of the sea", "contact-sheet.png", "manifest.csv", "manifest.json"])
  const manifest = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8"))
  expect(manifest.files).toHaveLength(2)
  for (const { file, bytes } of manifest.files) {
    const data = await readFile(join(folder, file))
    expect(data.length).toBe(bytes)
    const { format, width, height, xmp } = await sharp(data).metadata()
    expect([format, width, height]).toEqual(["webp", 320, 180])
    expect(xmp?.toString()).toContain("trainedAlgorithmicMedia")
    expect(xmp?.toString()).not.toContain("lambda1")
  }

  await page.getByRole("tab", { name: "New set" }).click()
  const start = page.getByRole("button", { name: "Start", exact: true })
  await expect(page.getByText(/^These files would be overwritten/)).toBeVisible()
  await expect(start).toBeDisabled()
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true })
  await page.evaluate(() => window.dispatchEvent(new Event("focus")))
  await expect(start).toBeEnabled()
})

test("a large selection stays whole on its way to an image set", async ({ studio: { page } }) => {
  await goTo(page, "catalog")
  const items = page.getByRole("option")
  await items.first().click()
  await items.first().press("End")
  const last = page.getByRole("option", { selected: false }).last()
  await expect(last).toBeFocused()
  const size = Number(await last.getAttribute("aria-setsize"))
  expect(size).toBeGreaterThan(200)
  await last.press("Shift+ ")
  await expect(page.getByRole("status").filter({ hasText: `${size} items chosen` })).toBeVisible()
  await page.getByRole("button", { name: "Make image set" }).click()
  await page.getByRole("button", { name: "Choose items" }).click()
  await page.getByRole("dialog").getByRole("option").first().click()
  await page
    .getByRole("dialog")
    .getByRole("button", { name: `Use ${size - 1} items` })
    .click()
  await expect(page.getByText(`${size - 1} items`, { exact: true })).toBeVisible()
})

test("an import says which rows it refuses before it changes anything", async ({
  studio: { page, files },
}) => {
  const catalog = join(files, "messy")
  await mkdir(join(catalog, "images"), { recursive: true })
  const picture = (await readdir(join(root, "resources/sample-catalog/images"))).find(name =>
    /\.(png|webp|jpe?g)$/.test(name),
  )!
  await cp(join(root, "resources/sample-catalog/images", picture), join(catalog, "images", picture))
  await writeFile(
    join(catalog, "items.csv"),
    [
      "sku,name,photo",
      `chair,A chair,images/${picture}`,
      "table,A table,images/missing.png",
      `chair,Twice,images/${picture}`,
      "lamp,A lamp,../outside.png",
    ].join("\n"),
  )
  await goTo(page, "import")
  await page.getByRole("button", { name: "Choose a folder" }).click()
  await pickFolder(page, "messy")
  await page.getByRole("button", { name: "Next" }).click()
  await page.getByRole("button", { name: "Check" }).click()
  await expect(page.getByRole("heading", { name: "3 rows are refused" })).toBeVisible({ timeout: 60_000 })
  await expect(page.getByText(/row 3/)).toBeVisible()
  await page.getByRole("button", { name: "Import", exact: true }).click()
  await expect(page.getByText("Imported", { exact: true })).toBeVisible({ timeout: 60_000 })
  await page.getByRole("button", { name: "Go to the catalog" }).click()
  await page.getByRole("searchbox", { name: "Search items" }).fill("chair")
  await expect(page.getByRole("option", { name: "A chair" })).toBeVisible()
})
