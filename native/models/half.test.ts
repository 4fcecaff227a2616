/** The tiny packs in float16 as in float32, on the CPU, which computes float16 graphs slowly and without overflow. */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { note } from "../contract/codes/index.ts"
import { createRuntime, type Runtime } from "../runtime/runtime.ts"
import { runComponent } from "./components.ts"
import {
  fixture,
  packWithControlNets,
  readCases,
  relativeError,
  tinyError,
  tinyNetworks,
  tinyScaled,
} from "./fixtures.ts"

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

test.each(tinyNetworks)("the tiny pack's %s computes what diffusers and transformers do", async name => {
  expect(await tinyError(name, half)).toBeLessThan(2e-2)
  expect(half.takeNotes()).toEqual([])
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
