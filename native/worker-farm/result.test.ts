import sharp from "sharp"
import { expect, test } from "vitest"
import { FarmKey } from "./farm-key.ts"
import { openResult, sealResult } from "./result.ts"

const key = new FarmKey("a key of tests that is long enough.")
const ask = "ab".repeat(32)
const png = await sharp({ create: { width: 3, height: 2, channels: 3, background: "#c33" } })
  .png()
  .toBuffer()

test("a sealed result is a PNG like any other, and opens to the very bytes", async () => {
  const sealed = sealResult(png, ask, key)
  expect(await sharp(sealed).metadata()).toMatchObject({ format: "png", width: 3, height: 2 })
  expect(openResult(sealed, ask, key)).toEqual(png)
})

test("each changed byte is noticed", () => {
  const sealed = sealResult(png, ask, key)
  for (let at = 0; at < sealed.length; at++) {
    const changed = Buffer.from(sealed)
    changed[at]! ^= 1
    // The checksum of the code's chunk covers nothing that the code doesn't.
    if (at >= sealed.length - 16 && at < sealed.length - 12) continue
    expect(() => openResult(changed, ask, key), `byte ${at}`).toThrow("farm.bad_result")
  }
})

test("a result of another ask, of another key, cut or without a code is refused", () => {
  const sealed = sealResult(png, ask, key)
  const other = new FarmKey("a key of somebody else, just as long")
  expect(() => openResult(sealed, "cd".repeat(32), key)).toThrow("farm.bad_result")
  expect(() => openResult(sealed, ask, other)).toThrow("farm.bad_result")
  for (const bytes of [png, sealed.subarray(0, -1), Buffer.alloc(0), Buffer.from("no picture")])
    expect(() => openResult(bytes, ask, key)).toThrow("farm.bad_result")
})
