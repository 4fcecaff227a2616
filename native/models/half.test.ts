/** The tiny packs in float16 as in float32, on the CPU, which computes float16 graphs slowly and without overflow. */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { note } from "../contract/codes/index.ts"
import { createRuntime, type Runtime } from "../runtime/runtime.ts"
import { type ComponentName, runComponent } from "./components.ts"
import { fixture, packWithControlNets, readCases, relativeError, tinyScaled } from "./fixtures.ts"
import { openPack } from "./pack.ts"

let dir: string
let half: Runtime
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "iamg-half-"))
  half = await createRuntime({ devices: ["cpu"], precision: "half", cacheDir: dir })
})
afterAll(async () => {
  await half.close()
  await rm(dir, { recursive: true, force: true })
})

describe("in half, the tiny pack computes what diffusers and transformers do", async () => {
  const cases = await readCases(fixture("tiny/expected.safetensors"))
  const names = [
    "text_encoder",
    "image_encoder",
    "image_proj",
    "interest_attention",
    "unet",
    "vae_encoder",
    "vae_decoder",
  ]

  test.each(names as ComponentName[])("%s", async name => {
    const { in: inputs, out } = cases[name]!
    const found = await runComponent(await openPack(fixture("tiny")), name, inputs, half)
    for (const [output, expected] of Object.entries(out))
      expect(relativeError(found[output]!, expected), output).toBeLessThan(2e-2)
    expect(half.takeNotes()).toEqual([])
  })
})

test("a U-Net with a ControlNet computes what diffusers' do", async () => {
  const pack = await packWithControlNets(join(dir, "controlnets"))
  const { edges } = await readCases(fixture("tiny-controlnet/expected.safetensors"))
  const { noise } = await runComponent(pack, "unet", edges!.in, half)
  expect(relativeError(noise!, edges!.out.noise!)).toBeLessThan(2e-2)
})

test("a weight beyond 65,504 keeps its network in float32, with its digits", async () => {
  const file = "vae/diffusion_pytorch_model.safetensors"
  const pack = await tinyScaled(join(dir, "wide"), file, "decoder.conv_in.bias", 1e7)
  const { latents } = (await readCases(fixture("tiny/expected.safetensors"))).vae_decoder!.in
  const found = await runComponent(pack, "vae_decoder", { latents: latents! }, half)
  expect(half.takeNotes()).toEqual([note("runtime.wide_weights", { network: "vae_decoder" })])
  const cpu = await createRuntime({ devices: ["cpu"], cacheDir: dir })
  const expected = await runComponent(pack, "vae_decoder", { latents: latents! }, cpu)
  await cpu.close()
  // Its other weights are rounded to float16.
  expect(relativeError(found.pixels!, expected.pixels!)).toBeLessThan(2e-2)
})
