/** Pictures to tensors and back; CLIP's preprocessing against transformers (build/fixtures/preprocess.py). */
import { readFileSync } from "node:fs"
import sharp from "sharp"
import { expect, test } from "vitest"
import type { FloatTensor } from "../contract/tensor.ts"
import { openSafetensors, readTensor } from "../weights/safetensors.ts"
import { fixture } from "./fixtures.ts"
import { overWhite } from "./foreground.ts"
import {
  coverImage,
  imageFromPixels,
  pixelsFromImage,
  preprocess,
  preprocessorSchema,
  type RawImage,
  readImage,
} from "./image.ts"

const config = JSON.parse(readFileSync(fixture("tiny/image_encoder/preprocessor_config.json"), "utf8"))

test.each(["crop", "keep-whole"] as const)(
  "%s is what CLIPImageProcessor does, to a rounding of 8-bit values",
  async resize => {
    const expected = (await readTensor(
      await openSafetensors(fixture("waves.safetensors")),
      resize,
    )) as FloatTensor
    const found = await preprocess(
      await readImage(fixture("waves.png")),
      preprocessorSchema.parse(config),
      resize,
    )
    expect(found.shape).toEqual(expected.shape)
    // One 8-bit step is 1 / 255 / std, and the two resizers round at different places.
    const step = 1 / 255 / 0.26
    const differences = found.data.map((x, i) => Math.abs(x - expected.data[i]!) / step)
    expect(Math.max(...differences)).toBeLessThan(2.5)
    expect(differences.reduce((sum, x) => sum + x, 0) / differences.length).toBeLessThan(0.5)
  },
)

test("pixels to a tensor and back are the same pixels", async () => {
  const image = await readImage(fixture("waves.png"))
  const tensor = pixelsFromImage(image)
  expect(tensor.shape).toEqual([1, 3, 60, 90])
  expect(Math.min(...tensor.data)).toBeGreaterThanOrEqual(-1)
  expect(imageFromPixels(tensor)).toEqual({ ...image, data: new Uint8Array(image.data) })
})

test("a picture is read upright, in three channels, its transparent parts white", async () => {
  const red = sharp({
    create: { width: 4, height: 2, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0.5 } },
  })
  const turned = await readImage(await red.withMetadata({ orientation: 6 }).png().toBuffer())
  expect([turned.width, turned.height, turned.channels]).toEqual([2, 4, 3])
  const [r, g, b] = turned.data
  expect(r).toBe(255)
  for (const half of [g!, b!]) expect(Math.abs(half - 127)).toBeLessThanOrEqual(1)
  const grey = await readImage(
    await sharp(Buffer.from([0, 128]), { raw: { width: 2, height: 1, channels: 1 } })
      .png()
      .toBuffer(),
  )
  expect([...grey.data]).toEqual([0, 0, 0, 128, 128, 128])
})

test("to fill a square, a picture is cut to its middle, not squeezed", async () => {
  const thirds = [10, 120, 240].flatMap(value => Array<number>(30).fill(value))
  const data = Uint8Array.from({ length: 90 * 30 * 3 }, (_, at) => thirds[Math.floor(at / 3) % 90]!)
  const crop = await coverImage({ width: 90, height: 30, channels: 3, data }, 20, 20)
  expect([crop.width, crop.height]).toEqual([20, 20])
  expect([crop.data[(10 * 20 + 3) * 3], crop.data[(10 * 20 + 16) * 3]]).toEqual([120, 120])
})

test("a file that is no picture is refused by its name", async () => {
  await expect(readImage(fixture("tokens.json"))).rejects.toMatchObject({
    code: "image.unreadable",
    details: { image: fixture("tokens.json") },
  })
})

test("the foreground stays, the background becomes white, an edge is blended", () => {
  const image: RawImage = { width: 3, height: 1, channels: 3, data: new Uint8Array(9).fill(100) }
  const mask = { ...image, data: Uint8Array.of(255, 255, 255, 0, 0, 0, 128, 128, 128) }
  expect([...overWhite(image, mask).data]).toEqual([100, 100, 100, 255, 255, 255, 177, 177, 177])
})
