/** Networks that enlarge pictures, against PyTorch and spandrel (build/fixtures/upscalers.py). */
import { createHash } from "node:crypto"
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { RawImage } from "../../base/raw-image.ts"
import { note } from "../../contract/codes/index.ts"
import type { Note } from "../../contract/note.ts"
import { type FloatTensor, floatTensor, type Tensor } from "../../contract/tensor.ts"
import { gaussianNoise } from "../../diffusion/noise.ts"
import { Graph } from "../../graph/graph.ts"
import * as ops from "../../graph/index.ts"
import { createRuntime, type Runtime } from "../../runtime/runtime.ts"
import { openSafetensors, readTensors } from "../../weights/safetensors.ts"
import { writeSafetensors } from "../../weights/write-safetensors.ts"
import { type Case, fixture, readCases, relativeError } from "../fixtures.ts"
import { spans, upscale } from "./upscale.ts"
import { inspectUpscaler, openUpscaler } from "./upscaler-file.ts"

const dir = mkdtempSync(join(tmpdir(), "iamg-"))
let runtime: Runtime
let cases: Record<string, Case>
beforeAll(async () => {
  runtime = await createRuntime({ devices: ["cpu"], cacheDir: dir })
  cases = await readCases(fixture("upscalers/expected.safetensors"))
})
afterAll(async () => {
  await runtime.close()
  rmSync(dir, { recursive: true })
})

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex")
const fileOf = (name: string) => fixture(`upscalers/${name}.safetensors`)
const open = (file: string) => openUpscaler(file, sha256(file), runtime)

test.each([
  ["rrdbnet-4x", "rrdbnet", 4],
  ["rrdbnet-4x-rewritten", "rrdbnet", 4],
  ["rrdbnet-4x-first", "rrdbnet", 4],
  ["rrdbnet-2x", "rrdbnet", 2],
  ["compact-4x", "srvgg", 4],
  ["compact-2x", "srvgg", 2],
] as const)("%s is known by its keys and equals PyTorch's", async (name, kind, scale) => {
  expect(await inspectUpscaler(fileOf(name))).toEqual({ kind, scale })
  const { pixels } = cases[name]!.in as { pixels: FloatTensor }
  const found = await (await open(fileOf(name))).run(pixels)
  expect(relativeError(found, cases[name]!.out.enlarged!)).toBeLessThan(1e-4)
})

/** A picture of noise: what a network makes of it changes from pixel to pixel. */
function noisy(width: number, height: number): RawImage {
  const { data } = gaussianNoise(3, [height, width, 3])
  return {
    width,
    height,
    channels: 3,
    data: Uint8Array.from(data, x => Math.min(255, Math.max(0, 128 + 40 * x))),
  }
}

const largestDifference = (one: RawImage, other: RawImage): number => {
  expect([one.width, one.height]).toEqual([other.width, other.height])
  return one.data.reduce((most, value, at) => Math.max(most, Math.abs(value - other.data[at]!)), 0)
}

test("in tiles a picture becomes the same as at once: each tile sees what lies beside it", async () => {
  const network = await open(fileOf("compact-4x"))
  const image = noisy(150, 101)
  const tiles: number[] = []
  const whole = await upscale(network, image, { onTile: done => tiles.push(done) })
  const inTiles = await upscale(network, image, { tile: 64, onTile: done => tiles.push(done) })
  expect(tiles).toEqual([1, ...Array.from({ length: 12 }, (_, i) => i + 1)])
  expect([whole.width, whole.height]).toEqual([600, 404])
  expect(largestDifference(inTiles, whole)).toBeLessThanOrEqual(1)
})

test("where a network sees further than tiles overlap, there is no seam: it fades", async () => {
  const network = await open(fileOf("rrdbnet-4x"))
  const image = noisy(100, 70)
  const whole = await upscale(network, image)
  const inTiles = await upscale(network, image, { tile: 64 })
  expect(largestDifference(inTiles, whole)).toBeLessThanOrEqual(2)
})

test.each([33, 160, 161, 192, 287, 288, 289, 512, 1023])(
  "tiles of a side of %i cover every pixel, and together count once",
  side => {
    const length = Math.min(160, side)
    const sums = new Float64Array(side * 4)
    for (const { start, weights } of spans(side, length)) {
      expect(start).toBeGreaterThanOrEqual(0)
      for (const [at, weight] of weights(4).entries()) sums[start * 4 + at]! += weight
    }
    for (const sum of sums) expect(sum).toBeCloseTo(1, 5)
  },
)

test("sides that the network can't read are filled up and cut again; another factor than its own is possible", async () => {
  const two = await open(fileOf("rrdbnet-2x"))
  const image = noisy(31, 17)
  expect(await upscale(two, image)).toMatchObject({ width: 62, height: 34 })
  expect(await upscale(two, image, { times: 4 })).toMatchObject({ width: 124, height: 68 })
  const four = await open(fileOf("compact-4x"))
  const half = await upscale(four, image, { times: 2 })
  expect([half.width, half.height, half.data.length]).toEqual([62, 34, 62 * 34 * 3])
  await expect(upscale(four, noisy(2050, 1))).rejects.toMatchObject({ code: "upscaler.too_large" })
  await expect(upscale(four, image, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: "job.cancelled",
  })
})

/** An ONNX file that repeats pixels, written by us. */
function onnx(name: string, shape: number[], factor: number, more = false): string {
  const graph = new Graph("nearest")
  const pixels = graph.input("lr", "float32", shape)
  if (more) graph.input("noise", "float32", [1])
  graph.output("hr", ops.upsampleNearest(pixels, factor))
  const file = join(dir, `${name}.onnx`)
  writeFileSync(file, ops.serialise(graph, "/"))
  return file
}

test("an ONNX file is known by what it makes of a picture", async () => {
  const file = onnx("nearest", [1, 3, 64, 64], 2)
  expect(await inspectUpscaler(file)).toEqual({ kind: "onnx", scale: 2 })
  const image = noisy(90, 40)
  const found = await upscale(await open(file), image)
  expect([found.width, found.height]).toEqual([180, 80])
  for (let y = 0; y < 80; y++)
    for (let x = 0; x < 180; x++) {
      const at = ((y >> 1) * 90 + (x >> 1)) * 3
      if (found.data[(y * 180 + x) * 3] !== image.data[at]) throw new Error(`differs at ${x}, ${y}`)
    }
})

async function changed(
  name: string,
  from: string,
  change: (tensors: Record<string, Tensor>) => void,
): Promise<string> {
  const tensors = await readTensors(await openSafetensors(fileOf(from)))
  change(tensors)
  const file = join(dir, `${name}.safetensors`)
  await writeSafetensors(file, tensors)
  return file
}

test("a file that is no upscaler is refused, with the reason", async () => {
  const refused = async (file: string | Promise<string>) =>
    inspectUpscaler(await file).then(
      () => null,
      ({ code, details }) => ({ code, ...details }),
    )
  const unreadable = (file: string, problem: object) => ({ code: "upscaler.unreadable", file, problem })
  const unet = fixture("tiny/unet/diffusion_pytorch_model.safetensors")
  expect(await refused(unet)).toEqual(unreadable(unet, note("upscaler.other_network", {})))
  const pickle = join(dir, "RealESRGAN_x4plus.pth")
  writeFileSync(pickle, "PK")
  expect(await refused(pickle)).toEqual(unreadable(pickle, note("upscaler.other_file", {})))
  const short = join(dir, "short.safetensors")
  writeFileSync(short, "PK")
  expect(await refused(short)).toMatchObject({ code: "weights.unreadable" })
  const gone = changed("gone", "rrdbnet-4x", tensors => delete tensors["body.1.rdb2.conv3.bias"])
  expect(await refused(gone)).toMatchObject({ code: "pack.missing_tensor", name: "body.1.rdb2.conv3.bias" })
  const more = await changed("more", "rrdbnet-4x", tensors => {
    tensors["body.0.rdb1.conv1x1.weight"] = floatTensor([4, 8, 1, 1])
  })
  expect(await refused(more)).toEqual(
    unreadable(more, note("upscaler.strange_tensor", { name: "body.0.rdb1.conv1x1.weight" })),
  )
  const grey = await changed("grey", "compact-2x", tensors => {
    tensors["body.0.weight"] = floatTensor([6, 1, 3, 3])
  })
  expect(await refused(grey)).toEqual(unreadable(grey, note("upscaler.no_colours", { channels: 1 })))
  const single = await changed("single", "compact-2x", tensors => {
    tensors["body.4.weight"] = floatTensor([3, 6, 3, 3])
    tensors["body.4.bias"] = floatTensor([3])
  })
  expect(await refused(single)).toEqual(unreadable(single, note("upscaler.other_scale", { scale: "1" })))
})

test("an ONNX file that gives no larger pictures is refused", async () => {
  const refused = (file: string) =>
    inspectUpscaler(file).catch(({ code, details }) => [code, details.problem.code])
  const ports = ["upscaler.unreadable", "upscaler.other_ports"]
  expect(await refused(onnx("same", [1, 3, 64, 64], 1))).toEqual(ports)
  expect(await refused(onnx("small", [1, 3, 8, 8], 2))).toEqual(ports)
  expect(await refused(onnx("grey", [1, 1, 64, 64], 2))).toEqual(ports)
  expect(await refused(onnx("noise", [1, 3, 64, 64], 2, true))).toEqual(ports)
  const broken = join(dir, "broken.onnx")
  copyFileSync(fileOf("compact-2x"), broken)
  await expect(inspectUpscaler(broken)).rejects.toMatchObject({
    code: "upscaler.unreadable",
    details: { file: broken },
    cause: { code: "runtime.load_failed" },
  })
})

test.each(["nothing.onnx", "nothing.safetensors", "nothing.pth"])(
  "%s that isn't there, or a folder, is said to be so",
  async name => {
    const file = join(dir, name)
    const refused = () => inspectUpscaler(file).catch(({ code, details }) => ({ code, details }))
    const unreadable = (problem: Note) => ({ code: "upscaler.unreadable", details: { file, problem } })
    expect(await refused()).toEqual(unreadable(note("file.missing", {})))
    mkdirSync(file)
    expect(await refused()).toEqual(unreadable(note("file.no_file", {})))
  },
)
