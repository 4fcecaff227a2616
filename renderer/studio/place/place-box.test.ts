import { expect, test } from "vitest"
import { asItIs } from "../../../native/contract/place.ts"
import { bounded, placeBox } from "./place-box.ts"

const story = { width: 192, height: 320 }
const square = { width: 100, height: 100 }

test("as it is, the picture covers the frame; smaller and moved, it lies where it is drawn", () => {
  expect(placeBox(square, story, asItIs)).toEqual({
    left: "-33.333%",
    top: "0%",
    width: "166.667%",
    height: "100%",
  })
  // 96 pixels in 192 × 320: 48 + 48 from the left, 112 − 40 from the top.
  expect(placeBox(square, story, { placeScale: 0.3, placeX: 0.25, placeY: -0.125 })).toEqual({
    left: "50%",
    top: "22.5%",
    width: "50%",
    height: "30%",
  })
})

test("a place stays within the settings' ranges", () =>
  expect(bounded({ placeScale: 9, placeX: -2, placeY: 0.12345 })).toEqual({
    placeScale: 3,
    placeX: -1,
    placeY: 0.123,
  }))
