/** A logo stays as it is while a poster is drawn for two personas, extended to a story with its title, in six sizes. */
import { mkdir, readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import sharp, { type Region, type Sharp } from "sharp"
import { channelSizes } from "../native/contract/image-set.ts"
import { root } from "./places.ts"
import { beginImageSet, goTo, startImageSet } from "./steps.ts"
import { expect, test } from "./studio.ts"

/** In pixels of the item's picture, which is 256 × 256. */
const logo = { left: 96, top: 104, width: 40, height: 24 }
const side = 256

test("a protected logo is the original's, pixel by pixel, in every size that is exported", async ({
  studio: { page, files },
}) => {
  await page.getByRole("slider", { name: /λ2/ }).waitFor()
  await page.getByRole("button", { name: "More", exact: true }).click()
  const steps = page.getByRole("textbox", { name: /^Steps/ })
  await steps.fill("2")
  await steps.press("Enter")
  await page.getByRole("button", { name: "Draw a mask" }).click()
  const editor = page.getByRole("dialog")
  await editor.getByRole("textbox", { name: "Name" }).fill("logo")
  for (const [label, value] of [
    ["From the left", logo.left],
    ["From the top", logo.top],
    ["Width", logo.width],
    ["Height", logo.height],
  ] as const) {
    const field = editor.getByRole("textbox", { name: label, exact: true })
    await field.fill(String(value))
    await field.press("Enter")
  }
  await editor.getByRole("button", { name: "Keep it" }).click()
  await editor.getByRole("button", { name: "Keep the mask" }).click()
  const protectedLogo = page.getByRole("checkbox", { name: /^logo/ })
  await protectedLogo.setChecked(true)
  // A set takes the settings of the last render.
  await page.getByRole("button", { name: "Render", exact: true }).click()
  await page
    .getByRole("option", { name: /^Render, seed/ })
    .first()
    .waitFor({ timeout: 60_000 })

  const item = await page.getByRole("button", { name: /^Item: / }).innerText()
  await mkdir(join(files, "season"))
  await goTo(page, "catalog")
  await page.getByRole("searchbox", { name: "Search items" }).fill(item)
  await page.getByRole("option", { name: item, exact: true }).click()
  await beginImageSet(page, 2)
  const sizes = page.getByRole("checkbox", { name: / · \d+ × \d+$/ })
  await expect(sizes).toHaveCount(channelSizes.length)
  for (const size of await sizes.all()) await size.check()
  await page.getByRole("group", { name: /Story/ }).getByRole("button", { name: "Extend" }).click()
  await page.getByRole("combobox", { name: "Layout over Story" }).click()
  await page.getByRole("option", { name: "Poster title" }).click()
  await startImageSet(page, "season")
  const folder = join(files, "season")
  await expect.poll(() => readdir(folder), { timeout: 60_000 }).toContain("manifest.json")

  const made: { file: string; item: string; size: string; layout: string | null }[] = JSON.parse(
    await readFile(join(folder, "manifest.json"), "utf8"),
  ).files
  expect(made).toHaveLength(2 * channelSizes.length)
  const original = await readFile(await pictureOf(made[0]!.item))
  for (const { file, size, layout } of made) {
    const { width, height } = channelSizes.find(({ name }) => name === size)!
    expect(layout).toBe(size === "story" ? "poster-title" : null)
    // Crops fill the size and an extended picture lies whole in it: both in the middle.
    const scaled = size === "story" ? width : Math.max(width, height)
    const [left, top] = [Math.round((width - scaled) / 2), Math.round((height - scaled) / 2)]
    const expected = sharp(original).resize(scaled, scaled, { fit: "fill" })
    const ratio = scaled / side
    // Of the logo what the size shows, without the pixels that its border crosses.
    const from = {
      x: Math.max(left + Math.ceil(logo.left * ratio), 0),
      y: Math.max(top + Math.ceil(logo.top * ratio), 0),
    }
    const to = {
      x: Math.min(left + Math.floor((logo.left + logo.width) * ratio), width),
      y: Math.min(top + Math.floor((logo.top + logo.height) * ratio), height),
    }
    const shown = { left: from.x, top: from.y, width: to.x - from.x, height: to.y - from.y }
    expect(shown.width * shown.height, file).toBeGreaterThan(100)
    const rawOf = (picture: Sharp, area: Region) =>
      picture.extract(area).removeAlpha().toColourspace("srgb").raw().toBuffer()
    const wanted = await rawOf(expected, { ...shown, left: shown.left - left, top: shown.top - top })
    const found = await rawOf(sharp(join(folder, file)), shown)
    expect(found.equals(wanted), file).toBe(true)
  }
})

async function pictureOf(item: string): Promise<string> {
  const images = join(root, "resources/sample-catalog/images")
  const name = (await readdir(images)).find(file => file.startsWith(`${item}.`))
  return join(images, name!)
}
