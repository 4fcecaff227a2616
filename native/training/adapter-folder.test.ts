/** An adapter folder is one for others too: diffusers loads it, and draws as we do with it (build/fixtures/adapter.py). */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, expect, test } from "vitest"
import { type FloatTensor, floatTensor } from "../contract/tensor.ts"
import { checkAdapter, openAdapter } from "../models/adapter.ts"
import { openComponent, run } from "../models/components.ts"
import { fixture, readCases, relativeError } from "../models/fixtures.ts"
import { Networks } from "../models/networks.ts"
import { openPack } from "../models/pack.ts"
import { createRuntime, type Runtime } from "../runtime/runtime.ts"
import { tensorsOfAdapter, writeAdapterFolder } from "./adapter-folder.ts"

const made = (path: string) => fileURLToPath(new URL(`fixtures/${path}`, import.meta.url))
const dir = mkdtempSync(join(tmpdir(), "iamg-adapter-"))
let runtime: Runtime
beforeAll(async () => {
  runtime = await createRuntime({ devices: ["cpu"], cacheDir: dir })
})
afterAll(async () => {
  await runtime.close()
  rmSync(dir, { recursive: true })
})

test("diffusers, with the adapter loaded as any IP-Adapter is, predicts what we predict", async () => {
  const { adapter: expected } = await readCases(made("adapter.safetensors"))
  const { sample, timestep, text, image_embeds } = expected!.in as Record<string, FloatTensor>
  const networks = new Networks(await openPack(fixture("tiny")), dir, await openAdapter(made("adapter")))
  const component = async (name: "image_proj" | "unet", inputs: Record<string, FloatTensor>) =>
    run(runtime, networks, name, await openComponent(networks, name), inputs)
  const one = (value: number) => floatTensor([1], Float32Array.of(value))
  const { image_tokens } = await component("image_proj", { image_embeds: image_embeds! })
  const { noise } = await component("unet", {
    sample: sample!,
    timestep: timestep!,
    text: text!,
    image: image_tokens!,
    interest: floatTensor(text!.shape),
    lambda1: one(1),
    lambda2: one(0),
    image_scale: one(1),
  })
  expect(relativeError(noise!, expected!.out.noise!)).toBeLessThan(2e-4)
})

test("read and written again, it is the same to the last byte", async () => {
  const pack = await openPack(fixture("tiny"))
  const adapter = await openAdapter(made("adapter"))
  await checkAdapter(made("adapter"), adapter.manifest)
  const copy = join(dir, "copy")
  const tensors = await tensorsOfAdapter(new Networks(pack, dir, adapter))
  await writeAdapterFolder(copy, tensors, { name: "another name", pack, training: {} })
  const written = await openAdapter(copy)
  expect(written.manifest.weights).toEqual(adapter.manifest.weights)
  expect(written.hash).toBe(adapter.hash)
})
