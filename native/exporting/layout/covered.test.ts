import sharp from "sharp"
import { expect, test } from "vitest"
import type { Mask } from "../../base/mask.ts"
import { type LayoutInput, layoutSchema } from "../../contract/layout.ts"
import { asItIs } from "../../contract/place.ts"
import { wholeOf } from "../../personalize/place.ts"
import { coveredMasks } from "./covered.ts"
import type { LoadedLayout } from "./loaded.ts"

const safe = { top: 0, right: 0, bottom: 0, left: 0 }
let made = 0
const loaded = (
  elements: LayoutInput["elements"],
  files: LoadedLayout["files"] = new Map(),
): LoadedLayout => ({
  layout: layoutSchema.parse({ name: "own", safe, elements }),
  ref: { name: "own", hash: String(made++).padStart(64, "0") },
  files,
  fonts: [],
  families: [],
  problems: [],
})

/** Of 100 × 100 pixels, keeping a square of 20 around the middle. */
const middle: Mask = {
  width: 100,
  height: 100,
  data: Uint8Array.from({ length: 100 * 100 }, (_, at) => {
    const [x, y] = [at % 100, Math.floor(at / 100)]
    return x >= 40 && x < 60 && y >= 40 && y < 60 ? 255 : 0
  }),
}
const logo = { name: "logo", hash: "a".repeat(64) }

const coveredIn = async (
  layout: LoadedLayout,
  { placement = wholeOf({ width: 200, height: 200 }), place = asItIs, fields = {} } = {},
) =>
  (await coveredMasks(layout, fields, [logo], placement, place, async () => middle)).map(
    ({ element, mask }) => `${element} ${mask}`,
  )

const rectangle = { type: "shape", shape: "rectangle", colour: "#ff0000" } as const
const upper = { width: 1, height: 0.4 }
const half = { width: 1, height: 0.5 }

test("an element covers a mask where it lies over a pixel that is kept, and not where it ends beside it", async () => {
  const layout = loaded([
    { ...rectangle, box: upper },
    { ...rectangle, box: half },
  ])
  expect(await coveredIn(layout)).toEqual(["1 logo"])
})

test("what is transparent covers nothing: no opacity, the corners of an ellipse, the clear part of a picture", async () => {
  const corner = { width: 0.43, height: 0.43 }
  const frame = await sharp({ create: { width: 40, height: 40, channels: 4, background: "#ff0000" } })
    .composite([
      {
        input: { create: { width: 32, height: 32, channels: 4, background: "#000" } },
        blend: "dest-out",
        gravity: "centre",
      },
    ])
    .png()
    .toBuffer()
  const whole = { width: 1, height: 1 }
  const layout = loaded(
    [
      { ...rectangle, box: whole, opacity: 0 },
      { ...rectangle, shape: "ellipse", box: corner },
      { ...rectangle, box: corner },
      { type: "image", file: "frame.png", box: whole },
      { type: "image", file: "frame.png", box: { width: 0.55, height: 0.55 } },
    ],
    new Map([["frame.png", frame]]),
  )
  expect(await coveredIn(layout)).toEqual(["2 logo", "4 logo"])
})

test("a text covers what its words lie over, not all of its box", async () => {
  const layout = loaded([
    { type: "text", text: "{title}", box: { width: 1, height: 1 }, size: 0.1, lines: 9 },
  ])
  expect(await coveredIn(layout, { fields: { title: "Gap" } })).toEqual([])
  expect(await coveredIn(layout, { fields: { title: "words of many letters ".repeat(4) } })).toEqual([
    "0 logo",
  ])
  expect(await coveredIn(layout, { fields: {} })).toEqual([])
})

test("where the picture was moved, is cropped or padded, the mask lies with it", async () => {
  const layout = loaded([{ ...rectangle, box: upper }])
  expect(await coveredIn(layout, { place: { ...asItIs, placeY: -0.2 } })).toEqual(["0 logo"])
  // Cropped at its upper side, the middle lies at a quarter of the height.
  const cropped = { wide: 200, high: 200, left: 0, top: 50, width: 200, height: 100 }
  expect(await coveredIn(layout, { placement: { ...cropped, top: 70 } })).toEqual(["0 logo"])
  // Padded above, it lies lower; and in the margin nothing is kept.
  const padded = { wide: 200, high: 200, left: 0, top: -200, width: 200, height: 400 }
  expect(await coveredIn(layout, { placement: padded })).toEqual([])
  expect(
    await coveredIn(loaded([{ ...rectangle, box: { width: 1, height: 0.8 } }]), { placement: padded }),
  ).toEqual(["0 logo"])
})

test("each mask is named, and is read only once for a layout at a size", async () => {
  const layout = loaded([{ ...rectangle, box: half }])
  const title = { name: "title", hash: "b".repeat(64) }
  const edge: Mask = { ...middle, data: middle.data.map((_, at) => (at < 100 ? 255 : 0)) }
  const read: string[] = []
  const look = () =>
    coveredMasks(
      layout,
      {},
      [logo, title],
      wholeOf({ width: 200, height: 200 }),
      asItIs,
      async ({ name }) => {
        read.push(name)
        return name === "logo" ? middle : edge
      },
    )
  expect(await look()).toEqual([
    { element: 0, mask: "logo" },
    { element: 0, mask: "title" },
  ])
  await look()
  expect(read).toEqual(["logo", "title"])
})
