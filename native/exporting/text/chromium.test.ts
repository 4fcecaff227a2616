/** The same words set by Pango and by Chromium look the same: joined, ordered and put together alike. */
import { chromium } from "@playwright/test"
import sharp from "sharp"
import { afterAll, beforeAll, expect, test } from "vitest"
import { findChromium } from "../../../e2e/browser.ts"
import { familiesOfSystem } from "./fonts.ts"
import { setLine } from "./line.ts"
import { inkOf, samples } from "./testing.ts"

const families: Readonly<Record<keyof typeof samples, string>> = {
  Arabic: "Noto Sans Arabic",
  Hebrew: "Noto Sans Hebrew",
  Thai: "Noto Sans Thai",
  Devanagari: "Noto Sans Devanagari",
  Chinese: "Noto Sans CJK SC",
  Korean: "Noto Sans CJK KR",
  emoji: "Noto Color Emoji",
}
const known = familiesOfSystem()
const executablePath = findChromium()
const skip = (what: string) => {
  if (process.env.IAMG_REQUIRE_FONTS === "1") throw new Error(what)
  console.error(`\n*** SKIPPED: ${what}. ***\n`)
}
const here = (Object.entries(families) as [keyof typeof samples, string][]).filter(([script, family]) => {
  if (!known.includes(family))
    skip(`no comparison of ${script} with Chromium: ${family} isn't on this machine`)
  return known.includes(family)
})
if (!executablePath) skip("no comparison of text with Chromium: no Chromium is on this machine")

const size = 64
/** Both cut to their ink and brought to one size. */
const edges = { width: 256, height: 64 }

let browser: Awaited<ReturnType<typeof chromium.launch>>
beforeAll(async () => {
  if (executablePath) browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] })
})
afterAll(() => browser?.close())

interface Ink {
  /** Width for each height. */
  shape: number
  pixels: Uint8Array
}

async function inChromium(text: string, family: string): Promise<Ink> {
  const page = await browser.newPage({ viewport: { width: 1600, height: 300 } })
  await page.setContent(
    `<body style="margin:60px;background:#fff"><span dir="auto" style="font:${size}px '${family}';white-space:nowrap"></span>`,
  )
  await page.evaluate(words => {
    document.querySelector("span")!.textContent = words
  }, text)
  const picture = await page.screenshot()
  await page.close()
  return inkIn(picture)
}

async function byPango(text: string, family: string): Promise<Ink> {
  const line = await setLine(text, { size, families: [family] })
  const { width, height } = line
  const picture = await sharp(line.data, { raw: { width, height, channels: 4 } })
    .extend({ top: 4, bottom: 4, left: 4, right: 4, background: "#fff" })
    .flatten({ background: "#fff" })
    .png()
    .toBuffer()
  expect(inkOf(line).some(ink => ink === 255)).toBe(true)
  return inkIn(picture)
}

/** Greys: emoji have colours of their own. */
async function inkIn(png: Buffer): Promise<Ink> {
  const { data, info } = await sharp(png)
    .trim({ background: "#fff", threshold: 12 })
    .toBuffer({ resolveWithObject: true })
  const pixels = await sharp(data)
    .resize(edges.width, edges.height, { fit: "fill" })
    .greyscale()
    .negate()
    .blur(1.5)
    .extractChannel(0)
    .raw()
    .toBuffer()
  return { shape: info.width / info.height, pixels }
}

/** Pearson's correlation: 1 for the same picture. */
function likeness(one: Uint8Array, other: Uint8Array): number {
  const mean = (values: Uint8Array) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [first, second] = [mean(one), mean(other)]
  let [both, left, right] = [0, 0, 0]
  for (const [at, value] of one.entries()) {
    both += (value - first) * (other[at]! - second)
    left += (value - first) ** 2
    right += (other[at]! - second) ** 2
  }
  return both / Math.sqrt(left * right)
}

test.runIf(executablePath).each(here)("%s looks as in Chromium", async (script, family) => {
  const text = samples[script]
  const [theirs, ours] = [await inChromium(text, family), await byPango(text, family)]
  expect(ours.shape / theirs.shape).toBeGreaterThan(0.95)
  expect(ours.shape / theirs.shape).toBeLessThan(1.05)
  const same = likeness(ours.pixels, theirs.pixels)
  expect(same).toBeGreaterThan(0.9)
  // The comparison can fail: the same letters in another order look otherwise.
  const turned = await byPango([...text].reverse().join(""), family)
  expect(likeness(turned.pixels, theirs.pixels)).toBeLessThan(same - 0.15)
})
