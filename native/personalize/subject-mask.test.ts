import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import sharp from "sharp"
import { expect, onTestFinished, test } from "vitest"
import type { Item } from "../contract/catalog.ts"
import type { Studio } from "./studio.ts"
import { findSubjectMask } from "./subject-mask.ts"

/** A ring, and a disc beside it that doesn't touch it, drawn at a size; the network is taken to find all that is white. */
async function doubtsAbout(width: number) {
  const folder = await mkdtemp(join(tmpdir(), "iamg-subject-"))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, "rings.png")
  const drawing = `<svg viewBox="0 0 30 20" width="${width}" height="${(width * 2) / 3}">
    <rect width="30" height="20"/>
    <circle cx="9" cy="10" r="6" fill="none" stroke="white" stroke-width="2"/>
    <circle cx="23" cy="10" r="4" fill="white"/>
  </svg>`
  await sharp(Buffer.from(drawing)).removeAlpha().png().toFile(file)
  const studio = {
    pipeline: { opacity: async (image: unknown) => image },
    // No cut-out: the network is asked.
    workspace: { imagePath: () => file, state: { read: () => undefined } },
  } as unknown as Studio
  const { mask, doubts } = await findSubjectMask(studio, { image: "rings" } as Item)
  expect([mask.width, mask.height]).toEqual([width, (width * 2) / 3])
  return doubts
}

test.each([150, 3000])(
  "at %i pixels across, a subject in two pieces is doubtful, and so is a hole in it",
  async width => {
    expect(await doubtsAbout(width)).toEqual([
      { code: "mask.pieces", details: { count: 2 } },
      { code: "mask.holes", details: { count: 1 } },
    ])
  },
)
