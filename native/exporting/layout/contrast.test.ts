import { expect, test } from "vitest"
import type { RawImage } from "../../base/raw-image.ts"
import { legible } from "./contrast.ts"

const area = { left: 0, top: 0, width: 8, height: 8 }

/** Of one grey, but for a line of another. */
function striped(ground: number, line: number): RawImage {
  const data = new Uint8Array(8 * 8 * 3).fill(ground)
  data.fill(line, 3 * 8 * 4, 3 * 8 * 5)
  return { data, width: 8, height: 8, channels: 3 }
}

test("a plate darkens what is dark and brightens what is bright", () => {
  expect(legible(striped(12, 250), area, "auto")).toMatchObject({
    colour: [255, 255, 255],
    plate: { colour: [0, 0, 0] },
  })
  expect(legible(striped(240, 5), area, "auto")).toMatchObject({
    colour: [0, 0, 0],
    plate: { colour: [255, 255, 255] },
  })
})

test("words that can be read as they are need no plate", () => {
  expect(legible(striped(12, 90), area, "auto")).toEqual({ colour: [255, 255, 255], plate: null })
  expect(legible(striped(240, 190), area, "auto")).toEqual({ colour: [0, 0, 0], plate: null })
})
