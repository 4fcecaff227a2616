/** LPIPS against the lpips package (build/fixtures/lpips_distance.py), on weights and pictures that a formula gives. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { mkdir, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { elementCount, type FloatTensor, floatTensor, type Shape, type Tensor } from "../contract/tensor.ts"
import { writeHollow } from "../models/fixtures.ts"
import type { RawImage } from "../models/image.ts"
import { type PerceptualNetwork, perceptualNetworks } from "../models/perceptual-network.ts"
import { createRuntime, type Runtime } from "../runtime/runtime.ts"
import { writeSafetensors } from "../weights/write-safetensors.ts"
import { findLpips, type Lpips, openLpips } from "./lpips.ts"

type Pattern = [a: number, b: number]
type Distance = [size: [width: number, height: number], first: Pattern, second: Pattern, expected: number]

const fixture = JSON.parse(readFileSync(new URL("fixtures/lpips.json", import.meta.url), "utf8")) as Record<
  PerceptualNetwork,
  { tensors: Record<string, Shape>; distances: Distance[] }
>

const dir = mkdtempSync(join(tmpdir(), "lpips-"))
const file = (name: string) => join(dir, `${name}.safetensors`)
let runtime: Runtime
const opened = {} as Record<PerceptualNetwork, Lpips>

beforeAll(async () => {
  runtime = await createRuntime({ devices: ["cpu"], cacheDir: dir })
  for (const network of perceptualNetworks) {
    await writeSafetensors(file(network), weightsOf(network))
    opened[network] = await openLpips([file(network)], runtime)
  }
})
afterAll(async () => {
  await runtime.close()
  rmSync(dir, { recursive: true })
})

describe.each(perceptualNetworks)("%s", network => {
  test("is recognised by its tensors", () => {
    expect(opened[network].network).toBe(network)
  })

  test.each(fixture[network].distances)("%o, pictures %o and %o: as the package has it", async (...given) => {
    const [size, first, second, expected] = given
    const found = await opened[network].distance(picture(size, first), picture(size, second))
    expect(Math.abs(found - expected) / expected).toBeLessThan(1e-4)
  })

  test("a picture is at distance 0 from itself", async () => {
    expect(await opened[network].distance(picture([64, 80], [3, 2]), picture([64, 80], [3, 2]))).toBe(0)
  })
})

test("files in a folder are found; where there are none, there is no LPIPS", async () => {
  const folder = join(dir, "found")
  expect(await findLpips(folder, runtime)).toBeNull()
  await mkdir(folder)
  await writeFile(join(folder, "notes.txt"), "")
  expect(await findLpips(folder, runtime)).toBeNull()
  await writeSafetensors(join(folder, "alex.safetensors"), weightsOf("alex"))
  expect((await findLpips(folder, runtime))!.hash).toBe(opened.alex.hash)
})

describe("the same weights in other files", () => {
  test("torchvision's names with a classifier, and the heads in a second file: the same hash", async () => {
    const [features, heads] = [file("features"), file("heads")]
    const all = Object.entries(weightsOf("alex"))
    const torchvision = all
      .filter(([name]) => name.startsWith("net."))
      .map(([name, tensor]) => [name.replace(/net\.slice\d/, "features"), tensor])
    await writeSafetensors(features, {
      ...Object.fromEntries(torchvision),
      "classifier.6.bias": floatTensor([1000]),
    })
    await writeSafetensors(heads, Object.fromEntries(all.filter(([name]) => name.startsWith("lin"))))
    expect(await openLpips([heads, features], runtime)).toMatchObject({
      network: "alex",
      hash: opened.alex.hash,
    })
  })

  test("the package's whole state dict, its second names and constants too: the same hash", async () => {
    const heads = Object.entries(weightsOf("alex")).filter(([name]) => name.startsWith("lin"))
    await writeSafetensors(file("whole"), {
      ...weightsOf("alex"),
      ...Object.fromEntries(heads.map(([name, tensor]) => [name.replace("lin", "lins."), tensor])),
      "scaling_layer.shift": floatTensor([1, 3, 1, 1]),
      "scaling_layer.scale": floatTensor([1, 3, 1, 1]),
    })
    expect((await openLpips([file("whole")], runtime)).hash).toBe(opened.alex.hash)
  })

  test("half-width weights: as the same numbers at full width", async () => {
    const halves = Object.entries(weightsOf("alex")).map(([name, { shape, data }]) => {
      const words = new Uint32Array(data.buffer).map(bits => bits >>> 16)
      const full = new Float32Array(words.map(word => word << 16).buffer)
      return {
        name,
        half: { dtype: "bfloat16", shape, data: Uint16Array.from(words) } as Tensor,
        full: floatTensor(shape, full),
      }
    })
    await writeSafetensors(file("half"), Object.fromEntries(halves.map(({ name, half }) => [name, half])))
    await writeSafetensors(file("full"), Object.fromEntries(halves.map(({ name, full }) => [name, full])))
    const { hash } = await openLpips([file("half")], runtime)
    expect(hash).toBe((await openLpips([file("full")], runtime)).hash)
    expect(hash).not.toBe(opened.alex.hash)
  })
})

describe("weights that don't fit are refused", () => {
  const open = (...names: string[]) => openLpips(names.map(file), runtime)

  test.each<[string, PerceptualNetwork, Record<string, Shape | undefined>, string]>([
    ["a missing layer", "alex", { "net.slice4.8.bias": undefined }, 'features.8.bias","expected":[256]'],
    [
      "a missing head",
      "vgg",
      { "lin3.model.1.weight": undefined },
      'lin3.model.1.weight","expected":[1,512,1,1]',
    ],
    [
      "a head of another network",
      "vgg",
      { "lin3.model.1.weight": [1, 384, 1, 1] },
      '"expected":[1,512,1,1],"found":[1,384,1,1]',
    ],
    [
      "a misshapen layer",
      "alex",
      { "net.slice2.3.weight": [192, 64, 3, 3] },
      'features.3.weight","expected":[192,64,5,5]',
    ],
    ["another first layer", "vgg", { "net.slice1.0.weight": [64, 3, 7, 7] }, '"found":[64,3,7,7]'],
    ["no first layer", "alex", { "net.slice1.0.weight": undefined }, '"tensor":"features.0.weight"'],
    // Begins as VGG16 does.
    ["SqueezeNet", "vgg", { "net.slice2.3.squeeze.weight": [16, 64, 1, 1] }, '"network":"SqueezeNet"'],
  ])("%s", async (_, network, change, problem) => {
    const shapes = Object.entries({ ...fixture[network].tensors, ...change })
    const kept = shapes.filter((entry): entry is [string, Shape] => entry[1] !== undefined)
    await writeHollow(file("hollow"), Object.fromEntries(kept))
    await expect(open("hollow")).rejects.toMatchObject({
      code: "evaluation.lpips_weights",
      message: expect.stringContaining(problem),
    })
  })

  test.each<[string, string, (tensor: FloatTensor) => Tensor, string]>([
    ["no number", "net.slice5.10.bias", withFirst(Number.NaN), "features.10.bias"],
    ["a negative head", "lin2.model.1.weight", withFirst(-0.5), "lin2.model.1.weight"],
    [
      "integers",
      "lin0.model.1.weight",
      ({ shape, data }) => ({ dtype: "int32", shape, data: Int32Array.from(data) }),
      "graph.shape",
    ],
  ])("%s", async (_, name, change, problem) => {
    const weights = weightsOf("alex")
    await writeSafetensors(file("changed"), { ...weights, [name]: change(weights[name]!) })
    await expect(open("changed")).rejects.toMatchObject({
      code: "evaluation.lpips_weights",
      message: expect.stringContaining(problem),
    })
  })

  test("a pickle", async () => {
    await writeFile(file("pickle"), Buffer.from("80027d71002e0a0a0a0a", "hex"))
    await expect(open("pickle")).rejects.toMatchObject({ code: "weights.unreadable" })
  })

  test("a tensor in two files", async () => {
    await expect(open("alex", "vgg")).rejects.toMatchObject({ code: "weights.repeated_tensor" })
  })
})

test.each([
  ["of different sizes", "second", [64, 64], [64, 48]],
  ["too small", "first", [64, 31], [64, 31]],
] as const)("pictures %s are refused", async (_, input, first, second) => {
  await expect(opened.alex.distance(picture(first, [3, 2]), picture(second, [3, 2]))).rejects.toMatchObject({
    code: "model.bad_input",
    details: { input },
  })
})

/** The weights of build/fixtures/lpips_distance.py, which says how they are made. */
function weightsOf(network: PerceptualNetwork): Record<string, FloatTensor> {
  const made = Object.entries(fixture[network].tensors).map(([name, shape], tensor) => {
    const data = new Float32Array(elementCount(shape))
    const spread = Math.sqrt(6 / elementCount(shape.slice(1)))
    for (let i = 0; i < data.length; i++) {
      const value = noise(tensor, i)
      if (name.startsWith("lin")) data[i] = Math.max(value, 0)
      else data[i] = value * (name.endsWith("bias") ? 0.1 : spread)
    }
    return [name, floatTensor(shape, data)]
  })
  return Object.fromEntries(made)
}

/** Puts `value` first. */
function withFirst(value: number) {
  return ({ shape, data }: FloatTensor) => floatTensor(shape, Float32Array.of(value, ...data.subarray(1)))
}

function noise(tensor: number, index: number): number {
  let h = (index + tensor * 0x9e3779b9) >>> 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  h ^= h >>> 16
  return (h >>> 8) / 2 ** 23 - 1
}

function picture([width, height]: readonly [number, number], [a, b]: Pattern): RawImage {
  const data = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      data.set([(a * x + b * y) % 256, (b * x * x + a * y) % 256, (x * y + a * b) % 256], (y * width + x) * 3)
    }
  }
  return { width: width, height: height, channels: 3, data }
}
