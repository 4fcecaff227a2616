/** ControlNets against diffusers' (build/fixtures/controlnet.py). */
import { mkdtempSync, rmSync } from "node:fs"
import { cp, readFile, rename, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type FloatTensor, floatTensor, type Tensor } from "../contract/tensor.ts"
import { createRuntime, type Runtime } from "../runtime/runtime.ts"
import { runComponent } from "./components.ts"
import { type ConditionTensors, openDenoiser } from "./denoiser.ts"
import { type Case, fixture, packWithControlNets, readCases, relativeError } from "./fixtures.ts"
import { Networks } from "./networks.ts"
import { openPack, type Pack } from "./pack.ts"

const tolerance = 2e-4
const dir = mkdtempSync(join(tmpdir(), "iamg-"))
let runtime: Runtime
let pack: Pack
let cases: Record<string, Case>

beforeAll(async () => {
  runtime = await createRuntime({ devices: ["cpu"], cacheDir: dir })
  pack = await packWithControlNets(join(dir, "pack"))
  cases = await readCases(fixture("tiny-controlnet/expected.safetensors"))
})
afterAll(async () => {
  await runtime.close()
  rmSync(dir, { recursive: true })
})

const rows = (value: number) => floatTensor([2], new Float32Array(2).fill(value))

/** The denoiser's answer at one timestep for both rows. */
async function denoised(of: Pack, given: Record<string, Tensor>, structureKind: "edges" | "tile" = "edges") {
  const { sample, timestep, ...conditions } = given
  const told = conditions as unknown as ConditionTensors
  const denoise = await openDenoiser(runtime, new Networks(of, dir), told, 4, 8, { structureKind })
  return denoise(sample as FloatTensor, Number((timestep!.data as BigInt64Array)[0]))
}

describe("U-Net and ControlNet in one graph, with IP-Adapter, λ1 and λ2", () => {
  test("compute what diffusers' do, whatever the scale of each row", async () => {
    const { in: given, out } = cases.edges!
    expect(relativeError((await runComponent(pack, "unet", given, runtime)).noise!, out.noise!)).toBeLessThan(
      tolerance,
    )
  })

  test("also where the ControlNet attends in other blocks than the U-Net, with linear projections", async () => {
    const { edges } = await readCases(fixture("tiny-sd2-controlnet/expected.safetensors"))
    const options = { base: "tiny-sd2", overlay: "tiny-sd2-controlnet" }
    const like = await packWithControlNets(join(dir, "sd2"), options)
    const { noise } = await runComponent(like, "unet", edges!.in, runtime)
    expect(relativeError(noise!, edges!.out.noise!)).toBeLessThan(tolerance)
  })

  test("also with float16 weights in a file of any name, and another hint part", async () => {
    const other = await packWithControlNets(join(dir, "other"))
    await rename(join(other.dir, "controlnet/edges"), join(dir, "away"))
    const { in: given, out } = cases.tile!
    const { noise } = await runComponent(await openPack(other.dir), "unet", given, runtime)
    expect(relativeError(noise!, out.noise!)).toBeLessThan(tolerance)
  })

  test("also where the hint's part is run once for all steps, by the kind that is asked for", async () => {
    for (const kind of ["edges", "tile"] as const) {
      const { in: given, out } = cases[kind]!
      // Timesteps differ between the rows of the case, and the denoiser has one for all.
      const first = given.timestep!.data as BigInt64Array
      const row = async (index: number) => {
        const alike = { ...given, timestep: { ...given.timestep!, data: first.slice(index, index + 1) } }
        const found = await denoised(pack, alike, kind)
        const half = found.data.length / 2
        const part = (data: Float32Array) => floatTensor([half], data.slice(index * half, (index + 1) * half))
        return relativeError(part(found.data), part(out.noise!.data))
      }
      expect(await row(0)).toBeLessThan(tolerance)
      expect(await row(1)).toBeLessThan(tolerance)
    }
  })
})

test("without a hint the pack's U-Net computes to the last bit what it computes without a ControlNet", async () => {
  const { structure, structure_scale, ...plain } = cases.edges!.in
  const alone = await openPack(fixture("tiny"))
  const { noise } = await runComponent(pack, "unet", plain, runtime)
  expect(noise!.data).toEqual((await runComponent(alone, "unet", plain, runtime)).noise!.data)
  expect((await denoised(pack, plain)).data).toEqual((await denoised(alone, plain)).data)
  const nothing = await denoised(pack, { ...plain, structure: structure!, structure_scale: rows(0) })
  expect(relativeError(nothing, await denoised(alone, plain))).toBeLessThan(1e-5)
})

test("a hint without its scale is refused by name", async () => {
  const { structure_scale, ...given } = cases.edges!.in
  await expect(runComponent(pack, "unet", given, runtime)).rejects.toMatchObject({
    code: "model.bad_input",
    details: { input: "structure_scale" },
  })
})

test("colours come in the order that the config names", async () => {
  const swapped = await packWithControlNets(join(dir, "bgr"))
  const file = join(swapped.dir, "controlnet/tile/config.json")
  const config = JSON.parse(await readFile(file, "utf8"))
  await writeFile(file, JSON.stringify({ ...config, controlnet_conditioning_channel_order: "bgr" }))
  const { in: given, out } = cases.tile!
  const { shape, data } = given.structure as FloatTensor
  const area = shape[2]! * shape[3]!
  const turned = floatTensor(
    shape,
    data.map((_, i) => data[i + (2 - 2 * (Math.floor(i / area) % 3)) * area]!),
  )
  await rename(join(swapped.dir, "controlnet/edges"), join(dir, "away-too"))
  const asked = { ...given, structure: turned }
  const { noise } = await runComponent(await openPack(swapped.dir), "unet", asked, runtime)
  expect(relativeError(noise!, out.noise!)).toBeLessThan(tolerance)
})

describe("what a pack brings for structure", () => {
  test("is listed by kind, in the order of the table", () => {
    expect(pack.structureKinds).toEqual(["edges", "tile"])
    expect(pack.features()).toContainEqual({ component: "controlnet", available: true })
  })

  test("lies where pack.json says", async () => {
    const own = await packWithControlNets(join(dir, "elsewhere"))
    await rename(join(own.dir, "controlnet"), join(own.dir, "structure"))
    const manifest = { ...own.manifest, components: { ...own.manifest.components, controlnet: "structure" } }
    await writeFile(join(own.dir, "pack.json"), JSON.stringify(manifest))
    const moved = await openPack(own.dir)
    expect(moved.structureKinds).toEqual(["edges", "tile"])
    await new Networks(moved, dir).controlNet("tile")
  })

  const broken = async (name: string, change: Record<string, unknown>) => {
    const own = await packWithControlNets(join(dir, name))
    const file = join(own.dir, "controlnet/edges/config.json")
    const config = JSON.parse(await readFile(file, "utf8"))
    await writeFile(file, JSON.stringify({ ...config, ...change }))
    return new Networks(own, dir).controlNet("edges")
  }

  test.each([
    ["block_out_channels", [32, 64], "32,64", "16,32", "pack.other_width"],
    ["cross_attention_dim", 2048, "2048", "24", "pack.other_model"],
    ["layers_per_block", 2, "2,2", "1,1", "pack.other_width"],
    ["in_channels", 9, "9", "4", "pack.other_width"],
  ])("is refused where its %s is another than the U-Net's", async (key, value, found, wanted, why) => {
    await expect(broken(key, { [key]: value })).rejects.toMatchObject({
      code: "pack.wrong_controlnet",
      details: { key, found, wanted, why: { code: why } },
    })
  })

  test.each([
    ["addition_embed_type", "text_time", "model.further_conditions"],
    ["conditioning_embedding_out_channels", [16, 32], "value.too_few"],
    ["global_pool_conditions", true, "value.not_one_of"],
  ])("is refused where its %s belongs to another family", async (key, value, problem) => {
    await expect(broken(key, { [key]: value })).rejects.toMatchObject({
      code: "model.unsupported_config",
      details: { key, problem: { code: problem } },
    })
  })

  test("is refused where its weights are another network's, by the tensor's name", async () => {
    const own = await packWithControlNets(join(dir, "weights"))
    const file = "diffusion_pytorch_model.safetensors"
    await cp(fixture(`tiny/unet/${file}`), join(own.dir, "controlnet/edges", file))
    await expect(new Networks(own, dir).controlNet("edges")).rejects.toMatchObject({
      code: "pack.missing_tensor",
      details: { name: "controlnet_cond_embedding.conv_in.weight" },
    })
  })

  test("is refused under a name of no kind, and where the U-Net reads that kind itself", async () => {
    const own = await packWithControlNets(join(dir, "names"))
    await rename(join(own.dir, "controlnet/tile"), join(own.dir, "controlnet/canny"))
    await expect(openPack(own.dir)).rejects.toMatchObject({
      code: "pack.mismatch",
      details: { problem: { code: "pack.unknown_hint", details: { name: "canny" } } },
    })
    const twice = { manifest: { structure: { kind: "edges", unshuffle: 8 } } }
    await expect(packWithControlNets(join(dir, "twice"), twice)).rejects.toMatchObject({
      details: { problem: { code: "pack.hint_twice" } },
    })
  })
})
