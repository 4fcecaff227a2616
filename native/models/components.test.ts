/** Every network against diffusers, transformers and PyTorch (build/fixtures/networks.py), through the public names. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type FloatTensor, floatTensor, type Tensor } from "../contract/tensor.ts"
import { createRuntime, type Runtime } from "../runtime/runtime.ts"
import { type ComponentName, runComponent } from "./components.ts"
import { type Case, fixture, readCases, relativeError } from "./fixtures.ts"
import { openPack, type Pack } from "./pack.ts"

const tolerance = 2e-4
const cacheDir = mkdtempSync(join(tmpdir(), "iamg-"))
let runtime: Runtime
const packs: Record<string, { pack: Pack; cases: Record<string, Case> }> = {}

beforeAll(async () => {
  runtime = await createRuntime({ devices: ["cpu"], cacheDir })
  for (const name of ["tiny", "tiny-sd2"]) {
    packs[name] = {
      pack: await openPack(fixture(name)),
      cases: await readCases(fixture(`${name}/expected.safetensors`)),
    }
  }
})
afterAll(async () => {
  await runtime.close()
  rmSync(cacheDir, { recursive: true })
})

describe.each([
  ["tiny", "text_encoder", "text_encoder"],
  ["tiny", "clip_text", "clip_text"],
  ["tiny", "image_encoder", "image_encoder"],
  ["tiny", "image_proj", "image_proj"],
  ["tiny", "interest_attention", "interest_attention"],
  ["tiny", "unet", "unet"],
  ["tiny", "unet", "unet_wide"],
  ["tiny", "vae_encoder", "vae_encoder"],
  ["tiny", "vae_decoder", "vae_decoder"],
  ["tiny-sd2", "text_encoder", "text_encoder"],
  ["tiny-sd2", "image_proj", "image_proj"],
  ["tiny-sd2", "unet", "unet"],
  ["tiny-sd2", "unet", "unet_wide"],
  ["tiny-sd2", "vae_encoder", "vae_encoder"],
  ["tiny-sd2", "vae_decoder", "vae_decoder"],
] as const)("%s %s, case %s", (packName, component, caseName) => {
  test("equals the reference", async () => {
    const { pack, cases } = packs[packName]!
    const given = cases[caseName]!
    const found = await runComponent(pack, component, given.in, runtime)
    expect(Object.keys(found).sort()).toEqual(Object.keys(given.out).sort())
    for (const [name, expected] of Object.entries(given.out)) {
      expect(relativeError(found[name]!, expected)).toBeLessThan(tolerance)
    }
  })
})

const filled = (shape: number[], value: number) => floatTensor(shape, new Float32Array(shape[0]!).fill(value))

test.each(["tiny", "tiny-sd2"])("%s: λ1 = 1, s = 1, λ2 = 0 is diffusers' IP-Adapter", async packName => {
  const { pack, cases } = packs[packName]!
  const { image_embeds, ...given } = cases.ip_adapter!.in
  const { image_tokens } = await runComponent(pack, "image_proj", { image_embeds: image_embeds! }, runtime)
  const found = await runComponent(
    pack,
    "unet",
    {
      ...given,
      image: image_tokens!,
      interest: cases.interest_attention?.out.interest ?? floatTensor(given.text!.shape),
      lambda1: filled([2], 1),
      lambda2: filled([2], 0),
      image_scale: filled([2], 1),
    },
    runtime,
  )
  expect(relativeError(found.noise!, cases.ip_adapter!.out.noise!)).toBeLessThan(tolerance)
})

test("a batch whose rows hold different λ equals single runs", async () => {
  const { pack, cases } = packs.tiny!
  const together = await runComponent(pack, "unet", cases.unet!.in, runtime)
  for (let row = 0; row < 3; row++) {
    const alone = Object.fromEntries(
      Object.entries(cases.unet!.in).map(([name, tensor]) => [name, rowOf(tensor, row)]),
    )
    const { noise } = await runComponent(pack, "unet", alone, runtime)
    expect(relativeError(noise!, rowOf(together.noise!, row) as FloatTensor)).toBeLessThan(1e-5)
  }
})

function rowOf(tensor: Tensor, row: number): Tensor {
  const size = tensor.data.length / tensor.shape[0]!
  return {
    ...tensor,
    shape: [1, ...tensor.shape.slice(1)],
    data: tensor.data.slice(row * size, (row + 1) * size),
  }
}

describe("bad input is refused by name", () => {
  const run = (component: ComponentName, change: (given: Record<string, Tensor>) => Record<string, Tensor>) =>
    runComponent(packs.tiny!.pack, component, change(packs.tiny!.cases.unet!.in), runtime)

  test.each([
    ["missing", "lambda2", ({ lambda2: _, ...rest }: Record<string, Tensor>) => rest],
    ["unknown", "strength", given => ({ ...given, strength: filled([3], 1) })],
    ["of another batch", "lambda1", given => ({ ...given, lambda1: filled([2], 1) })],
    ["of another type", "timestep", given => ({ ...given, timestep: filled([3], 1) })],
    ["of an odd size", "sample", given => ({ ...given, sample: floatTensor([3, 4, 8, 9]) })],
  ] as [string, string, (given: Record<string, Tensor>) => Record<string, Tensor>][])(
    "%s: %s",
    async (_, input, change) => {
      await expect(run("unet", change)).rejects.toMatchObject({
        code: "model.bad_input",
        details: { component: "unet", input },
      })
    },
  )
})
