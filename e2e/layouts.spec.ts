/** A layout from its copy to files on disk. */
import { mkdir, readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import sharp from "sharp"
import { beginImageSet, goTo, startImageSet } from "./steps.ts"
import { expect, test } from "./studio.ts"

const keptAt = async (workspace: string) =>
  JSON.parse(await readFile(join(workspace, "layouts", "launch", "layout.json"), "utf8"))

test("a copy of a shipped layout is changed, shown on the stage, and laid over an image set's files", async ({
  studio: { page, workspace, files },
}) => {
  await goTo(page, "layouts")
  await page.getByRole("button", { name: "Copy: Poster title" }).click()
  await page.getByRole("dialog").getByRole("textbox", { name: "Name" }).fill("launch")
  await page.getByRole("dialog").getByRole("button", { name: "Copy" }).click()
  await expect(page.getByRole("heading", { level: 1, name: "launch" })).toBeVisible()
  expect((await keptAt(workspace)).elements[0].box).toMatchObject({ anchor: "bottom", y: 0 })

  // The frame on the picture is dragged up by a fifth of it.
  const picture = page.getByRole("img", { name: "The layout launch at the size Square" })
  await expect(picture).toBeVisible({ timeout: 60_000 })
  const title = page.getByRole("group", { name: "Text: {title}", exact: true })
  const box = (await title.boundingBox())!
  const high = (await picture.boundingBox())!.height
  const before = await picture.getAttribute("src")
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2 - high / 10, { steps: 4 })
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2 - high / 5, { steps: 4 })
  await page.mouse.up()
  await expect.poll(() => picture.getAttribute("src"), { timeout: 60_000 }).not.toBe(before)
  await expect(page.getByText("Not saved yet")).toBeVisible()
  await page.getByRole("button", { name: "Save", exact: true }).click()
  await expect(page.getByText(/“launch” is saved/)).toBeVisible()
  const { y } = (await keptAt(workspace)).elements[0].box
  expect(y).toBeGreaterThan(0.15)
  expect(y).toBeLessThan(0.3)

  await goTo(page, "studio")
  await page.getByRole("combobox", { name: "Layout over the pictures" }).click()
  await page.getByRole("option", { name: "launch" }).click()
  const laid = page.locator('[aria-label="Pictures"] img[src^="data:image/png"]')
  await expect(laid.first()).toBeVisible({ timeout: 60_000 })
  await page.reload()
  await expect(page.getByRole("combobox", { name: "Layout over the pictures" })).toHaveText("launch")

  await mkdir(join(files, "campaign"))
  await goTo(page, "catalog")
  await page.getByRole("option").first().click()
  await beginImageSet(page, 1)
  for (const size of ["Square", "Thumbnail"])
    await page.getByRole("checkbox", { name: new RegExp(`^${size}`) }).check()
  await page.getByRole("combobox", { name: "Layout over Square" }).click()
  await page.getByRole("option", { name: "launch" }).click()
  await startImageSet(page, "campaign")
  const folder = join(files, "campaign")
  await expect.poll(() => readdir(folder), { timeout: 60_000 }).toContain("manifest.json")
  const manifest = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8"))
  const named = Object.fromEntries(
    manifest.files.map(({ size, layout, layoutHash }: Record<string, string>) => [
      size,
      [layout, layoutHash],
    ]),
  )
  expect(named).toEqual({
    square: ["launch", expect.stringMatching(/^[0-9a-f]{64}$/)],
    thumbnail: [null, null],
  })
  const { file } = manifest.files.find(({ size }: { size: string }) => size === "square")
  const { data, info } = await sharp(join(folder, file))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  // Letters are white or black throughout; hardly any other pixel is.
  const letters = (from: number, to: number) => {
    let count = 0
    for (
      let at = 3 * info.width * Math.round(from * info.height);
      at < 3 * info.width * to * info.height;
      at += 3
    )
      if ([data[at], data[at + 1], data[at + 2]].every(value => value === 255 || value === 0)) count++
    return count
  }
  expect(letters(0.5, 0.8)).toBeGreaterThan(2000)
  expect(letters(0.85, 1)).toBeLessThan(letters(0.5, 0.8) / 4)
})
