/** The VAE in tiles against diffusers (build/fixtures/vae_tiles.py), on the tiny pack. */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { type FloatTensor, floatTensor } from "../contract/tensor.ts"
import { createRuntime, type Runtime } from "../runtime/runtime.ts"
import { type Case, fixture, readCases, relativeError } from "./fixtures.ts"
import { openPack } from "./pack.ts"
import { openPipeline, type Pipeline } from "./pipeline.ts"
import { inTiles } from "./tiles.ts"

/** Latents along a side, as in the fixture: tiles start at every 6th latent, at every 12th pixel. */
const tile = 8
const step = 12

let dir: string
let runtime: Runtime
let pipeline: Pipeline
let cases: Record<string, Case>
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "iamg-"))
  runtime = await createRuntime({ devices: ["cpu"], cacheDir: dir })
  pipeline = await openPipeline(await openPack(fixture("tiny")), runtime)
  cases = await readCases(fixture("vae-tiles.safetensors"))
})
afterAll(async () => {
  await runtime.close()
  await rm(dir, { recursive: true })
})

test("decodes as diffusers does", async () => {
  const { in: given, out } = cases.decode!
  const latents = given.latents as FloatTensor
  const found = await pipeline.vaeDecode(latents, tile)
  expect(relativeError(found, out.pixels!)).toBeLessThan(2e-4)
  // The whole picture is another one: the tiles' own norms show.
  expect(relativeError(await pipeline.vaeDecode(latents), out.pixels!)).toBeGreaterThan(1e-2)
})

test("decodes as diffusers does on both sides of every border", async () => {
  const { in: given, out } = cases.decode!
  const expected = out.pixels!
  const found = await pipeline.vaeDecode(given.latents as FloatTensor, tile)
  const [, , height, width] = expected.shape as [number, number, number, number]
  const isAtBorder = (at: number) =>
    [at % width, Math.floor(at / width) % height].some(place => [step - 1, 0].includes(place % step))
  const off = Array.from(found.data, (value, at) =>
    isAtBorder(at) ? Math.abs(value - expected.data[at]!) : 0,
  )
  expect(Math.max(...off)).toBeLessThan(1e-4)
})

test("encodes as diffusers does", async () => {
  const { in: given, out } = cases.encode!
  const { mean, logvar } = await pipeline.vaeEncode(given.pixels as FloatTensor, tile)
  expect(relativeError(mean, out.mean!)).toBeLessThan(2e-4)
  expect(relativeError(logvar, out.logvar!)).toBeLessThan(2e-4)
})

test("what isn't larger than a tile is the whole, to the last bit", async () => {
  const { latents } = cases.decode!.in
  expect(await pipeline.vaeDecode(latents as FloatTensor, 20)).toEqual(
    await pipeline.vaeDecode(latents as FloatTensor),
  )
})

test("one tile fades into the next over a quarter of its side", async () => {
  const whole = floatTensor([1, 1, 1, 7])
  let number = 0
  const { y } = await inTiles(whole, { from: 4, to: 8 }, async ({ shape }) => {
    const wide = shape[3]! * 2
    return { y: floatTensor([1, 1, 2, wide], new Float32Array(2 * wide).fill(number++)) }
  })
  // By hand: tiles 0, 1, 2 from pixel 0, 6 and 12 on; of two faded pixels, the first is the neighbour's, the second half of each.
  expect([...y.data.slice(0, 14)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0.5, 1, 1, 1, 1, 1, 1.5])
})
