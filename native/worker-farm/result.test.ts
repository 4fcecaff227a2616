import sharp from "sharp"
import { expect, test } from "vitest"
import { exampleRecipe } from "../exporting/fixtures.ts"
import { FarmKey } from "./farm-key.ts"
import { openResult, readHead, sealResult, thumbnailOf } from "./result.ts"
import type { Store } from "./store/store.ts"

const key = new FarmKey("a key of tests that is long enough.")
const ask = "ab".repeat(32)
const png = await sharp({ create: { width: 3, height: 2, channels: 3, background: "#c33" } })
  .png()
  .toBuffer()
const thumbnail = await thumbnailOf(png)
const drawn = { png, recipe: exampleRecipe, thumbnail }
/** Behind signature and IHDR. */
const headAt = 33
const headLength = sealResult(drawn, ask, key).readUInt32BE(headAt) + 12
const end = Buffer.from("0000000049454e44ae426082", "hex")
const storeOf = (bytes: Uint8Array) =>
  ({
    begin: async (_key: string, most: number) => ({ bytes: bytes.subarray(0, most), total: bytes.length }),
  }) as Store

test("a sealed result is a PNG like any other, and opens to the very bytes", async () => {
  const sealed = sealResult(drawn, ask, key)
  expect(await sharp(sealed).metadata()).toMatchObject({ format: "png", width: 3, height: 2 })
  expect(openResult(sealed, ask, key)).toEqual(png)
})

test("the head is read without the rest, and is null for what is changed, cut, of another ask or of another key", async () => {
  const sealed = sealResult(drawn, ask, key)
  const { app, createdAt, device, dtype } = exampleRecipe.made
  expect(await readHead(storeOf(sealed), ask, key)).toEqual({
    made: { app, createdAt, device, dtype },
    thumbnail,
  })
  expect(await readHead(storeOf(sealed), "cd".repeat(32), key)).toBeNull()
  expect(await readHead(storeOf(sealed), ask, new FarmKey("a key of somebody else, just as long"))).toBeNull()
  for (const bytes of [png, sealed.subarray(0, -1), Buffer.concat([sealed, end]), Buffer.alloc(0)])
    expect(await readHead(storeOf(bytes), ask, key)).toBeNull()
  for (let at = headAt; at < headAt + headLength - 4; at++) {
    const changed = Buffer.from(sealed)
    changed[at]! ^= 1
    expect(await readHead(storeOf(changed), ask, key), `byte ${at}`).toBeNull()
  }
})

test("each changed byte is noticed", () => {
  const sealed = sealResult(drawn, ask, key)
  for (let at = 0; at < sealed.length; at++) {
    const changed = Buffer.from(sealed)
    changed[at]! ^= 1
    // The checksum of the code's chunk covers nothing that the code doesn't.
    if (at >= sealed.length - 16 && at < sealed.length - 12) continue
    // The head has a code of its own: below.
    if (at >= headAt + 8 && at < headAt + headLength) continue
    expect(() => openResult(changed, ask, key), `byte ${at}`).toThrow("farm.bad_result")
  }
})

test("a result of another ask, of another key, cut or without a code is refused", () => {
  const sealed = sealResult(drawn, ask, key)
  const other = new FarmKey("a key of somebody else, just as long")
  expect(() => openResult(sealed, "cd".repeat(32), key)).toThrow("farm.bad_result")
  expect(() => openResult(sealed, ask, other)).toThrow("farm.bad_result")
  for (const bytes of [png, sealed.subarray(0, -1), Buffer.alloc(0), Buffer.from("no picture")])
    expect(() => openResult(bytes, ask, key)).toThrow("farm.bad_result")
})
