import { ssim } from "ssim.js"
import { describe, expect, test } from "vitest"
import type { RawImage } from "../models/image.ts"
import { similarityByRegion, structuralSimilarity } from "./ssim.ts"

/** The pictures of build/fixtures/ssim.py. */
function picture(a: number, b: number, height = 40): RawImage {
  const width = 56
  const data = new Uint8Array(height * width * 3)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      data.set([(a * x + b * y) % 256, (b * x * x + a * y) % 256, (x * y + a * b) % 256], (y * width + x) * 3)
    }
  }
  return { width, height, channels: 3, data }
}

const inverted = (image: RawImage): RawImage => ({ ...image, data: image.data.map(value => 255 - value) })

describe("SSIM", () => {
  test.each([
    ["a like picture", picture(3, 1), 0.109382],
    ["another picture", picture(5, 7), 0.014877],
    ["its negative", inverted(picture(3, 2)), -0.930839],
    ["itself", picture(3, 2), 1],
  ])("with %s equals numpy's", async (_name, other, expected) => {
    expect(await structuralSimilarity(picture(3, 2), other)).toBeCloseTo(expected, 4)
  })

  test("worked out in bands equals the whole", async () => {
    const [first, second] = [picture(3, 2, 150), picture(3, 1, 150)]
    const rgba = ({ width, height, data }: RawImage) => ({
      width,
      height,
      data: Uint8ClampedArray.from({ length: width * height * 4 }, (_, at) =>
        at % 4 === 3 ? 255 : data[Math.floor(at / 4) * 3 + (at % 4)]!,
      ),
    })
    const whole = ssim(rgba(first), rgba(second), {
      ssim: "fast",
      downsample: false,
      rgb2grayVersion: "original",
    })
    expect(await structuralSimilarity(first, second)).toBeCloseTo(whole.mssim, 10)
  })

  test("of regions is the mean of their own windows, which together are all", async () => {
    const [first, second] = [picture(3, 2, 150), picture(3, 1, 150)]
    const region = Uint8Array.from({ length: 56 * 150 }, (_, at) => (at % 56 < 20 ? 1 : 0))
    const { inside, outside } = await similarityByRegion(first, second, region)
    // Windows' centres lie in columns 5 … 50: 15 of 46 in the region.
    const whole = await structuralSimilarity(first, second)
    expect((15 * inside! + 31 * outside!) / 46).toBeCloseTo(whole, 10)
    expect(inside).not.toBeCloseTo(outside!, 3)
  })

  test("where only the region differs, the rest far from it is the same, and a region without windows has none", async () => {
    const first = picture(3, 2)
    const data = first.data.map((value, at) => (Math.floor(at / 3) % 56 < 20 ? 255 - value : value))
    const differs = { ...first, data }
    const left = (columns: number) =>
      Uint8Array.from({ length: 56 * 40 }, (_, at) => (at % 56 < columns ? 1 : 0))
    expect((await similarityByRegion(first, differs, left(25))).outside).toBeCloseTo(1, 10)
    expect((await similarityByRegion(first, differs, left(15))).inside).toBeLessThan(0)
    expect(await similarityByRegion(first, differs, left(0))).toMatchObject({ inside: null })
    expect(await similarityByRegion(first, differs, left(56))).toMatchObject({ outside: null })
  })
})
