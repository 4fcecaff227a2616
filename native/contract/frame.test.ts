import { expect, test } from "vitest"
import { frameFor, scaleToFit, shownOf } from "./frame.ts"
import { channelSizes } from "./image-set.ts"

const square = { width: 256, height: 256 }

test.each([
  ["square", 256, 256],
  ["portrait", 256, 320],
  ["story", 192, 320],
  ["wide", 384, 192],
  ["thumbnail", 320, 192],
])("the frame of %s is %i × %i where 256 × 256 is usual", (name, width, height) =>
  expect(frameFor(channelSizes.find(size => size.name === name)!, square)).toEqual({ width, height }),
)

test.each([
  { width: 1080, height: 1920 },
  { width: 728, height: 90 },
  { width: 160, height: 600 },
])("a frame of %j has its shape, and at most twice the usual pixels", size => {
  for (const side of [256, 512, 768]) {
    const usual = { width: side, height: side }
    const frame = frameFor(size, usual)!
    const { across, down } = shownOf(frame, size)
    expect(across * down).toBeGreaterThanOrEqual(0.8)
    expect((frame.width * frame.height) / side ** 2).toBeLessThanOrEqual(2)
  }
})

test("a shape that is too long has no frame", () => {
  expect(frameFor({ width: 4096, height: 16 }, square)).toBeNull()
  expect(frameFor({ width: 16, height: 4096 }, { width: 1024, height: 1024 })).toBeNull()
})

test("a picture fits into what is shown of its frame", () => {
  const [frame, story] = [
    { width: 192, height: 320 },
    { width: 1080, height: 1920 },
  ]
  expect(shownOf(frame, story)).toEqual({ across: 180 / 192, down: 1 })
  // A square covers the frame with 320 pixels, and has 180 when it fits.
  expect(scaleToFit({ width: 700, height: 700 }, frame, story)).toBeCloseTo(180 / 320, 12)
  expect(scaleToFit({ width: 90, height: 160 }, frame, story)).toBeCloseTo(180 / 192, 12)
  expect(scaleToFit({ width: 900, height: 100 }, frame, story)).toBeCloseTo(20 / 320, 12)
})
