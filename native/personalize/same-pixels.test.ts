/**
 * The same settings always draw the same pixels: those in fixtures/same-pixels are drawn again here.
 * `node --import tsx build/fixtures/same-pixels.ts` draws the fixtures again, which is right only where a release means to draw
 * other pixels: then `arithmeticRevision` rises too.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { readImage } from "../models/image.ts"
import { drawAsk, openPixelStudio, type PixelAsk, pixelAsks } from "./fixtures/asks.ts"
import { decibels, hashOf, processorFingerprint } from "./fixtures/pixels.ts"
import { arithmeticRevision } from "./recipe-key.ts"
import type { Studio } from "./studio.ts"

const folder = join(import.meta.dirname, "fixtures/same-pixels")
const drawnOnce: { arithmetic: number; processor: string; pixels: Record<string, string> } = JSON.parse(
  await readFile(join(folder, "pixels.json"), "utf8"),
)
const sameProcessor = drawnOnce.processor === (await processorFingerprint())

/** One for each pack that asks are drawn with. */
const opened = new Map<PixelAsk["without"], { folder: string; studio: Studio }>()

async function studioFor(without: PixelAsk["without"]): Promise<Studio> {
  const known = opened.get(without)
  if (known) return known.studio
  const own = await mkdtemp(join(tmpdir(), "iamg-same-pixels-"))
  const studio = await openPixelStudio(own, without)
  opened.set(without, { folder: own, studio })
  return studio
}

afterAll(async () => {
  for (const { folder: own, studio } of opened.values()) {
    await studio.close()
    await rm(own, { recursive: true, force: true })
  }
})

test("the pixels are those of the arithmetic in force", () => {
  expect(drawnOnce.arithmetic).toBe(arithmeticRevision)
})

test.each(pixelAsks)("$name draws the pixels that it always drew", async ask => {
  const studio = await studioFor(ask.without)
  for (const [name, image] of await drawAsk(studio, ask)) {
    const expected = await readImage(join(folder, `${name}.png`))
    expect(hashOf(expected.data)).toBe(drawnOnce.pixels[name])
    expect([image.width, image.height]).toEqual([expected.width, expected.height])
    if (sameProcessor) expect(hashOf(image.data), name).toBe(drawnOnce.pixels[name])
    else expect(decibels(image, expected), name).toBeGreaterThanOrEqual(60)
  }
})
