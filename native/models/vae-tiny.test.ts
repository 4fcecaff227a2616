/** AutoencoderTiny against diffusers (build/fixtures/vae_tiny.py), on the tiny pack. */
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { floatTensor, type Tensor } from "../contract/tensor.ts"
import { createRuntime, type Runtime } from "../runtime/runtime.ts"
import { openSafetensors, readTensors } from "../weights/safetensors.ts"
import { writeSafetensors } from "../weights/write-safetensors.ts"
import { assemblePack, type PackSources } from "./assemble-pack.ts"
import { checkPack } from "./check-pack.ts"
import { runComponent } from "./components.ts"
import { type Case, fixture, readCases, relativeError, splitCheckpoint } from "./fixtures.ts"
import { openPack } from "./pack.ts"
import { openPipeline } from "./pipeline.ts"

let dir: string
let runtime: Runtime
let decode: Case
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "iamg-"))
  runtime = await createRuntime({ devices: ["cpu"], cacheDir: dir })
  decode = (await readCases(fixture("vae-tiny/expected.safetensors"))).decode!
})
afterAll(async () => {
  await runtime.close()
  await rm(dir, { recursive: true })
})

const made = (name: string, more: Partial<PackSources>) =>
  assemblePack(
    { base: fixture("tiny"), imageEncoder: fixture("tiny/image_encoder"), ...more },
    { dir: join(dir, name), name, licence: "none", origin: "test", trainedOn: "nothing" },
  )

test.each([
  ["diffusers' folder", "vae-tiny/diffusers"],
  ["TAESD's own file", "vae-tiny/taesd_decoder.safetensors"],
])("a pack with %s decodes as diffusers does", async (name, path) => {
  const pack = await made(name, { vaeTiny: fixture(path) })
  expect(pack.features()).toContainEqual({ component: "vae_tiny", available: true })
  const { pixels } = await runComponent(pack, "vae_tiny", decode.in, runtime)
  expect(relativeError(pixels!, decode.out.pixels!)).toBeLessThan(1e-4)
})

test("only what is looked at while drawing is decoded by it; the final picture never is", async () => {
  const pack = await made("both", { vaeTiny: fixture("vae-tiny/taesd_decoder.safetensors") })
  const [pipeline, plain] = [
    await openPipeline(pack, runtime),
    await openPipeline(await openPack(fixture("tiny")), runtime),
  ]
  const { shape, data } = decode.in.latents!
  const latents = floatTensor(
    shape,
    Float32Array.from(data as Float32Array, x => x / pipeline.scalingFactor),
  )
  const quick = await pipeline.vaeDecodeQuickly(latents)
  expect(relativeError(quick, decode.out.pixels!)).toBeLessThan(1e-4)
  const final = await pipeline.vaeDecode(latents)
  expect(final.data).toEqual((await plain.vaeDecode(latents)).data)
  expect(final.data).toEqual((await plain.vaeDecodeQuickly(latents)).data)
})

test("one that doesn't belong to the VAE, or isn't one, is refused when the pack is made", async () => {
  const tensors = await readTensors(await openSafetensors(fixture("vae-tiny/taesd_decoder.safetensors")))
  const changed = async (name: string, change: (copy: Record<string, Tensor>) => void) => {
    const copy = { ...tensors }
    change(copy)
    const file = join(dir, `${name}.safetensors`)
    await writeSafetensors(file, copy)
    return made(name, { vaeTiny: file }).catch(({ code }) => code)
  }
  const wide = (copy: Record<string, Tensor>) => {
    copy["1.weight"] = floatTensor([6, 16, 3, 3])
  }
  expect(await changed("wide", wide)).toBe("pack.wrong_shape")
  expect(await changed("short", copy => delete copy["3.conv.2.bias"])).toBe("pack.missing_tensor")
  const more = (copy: Record<string, Tensor>) => {
    copy["99.weight"] = floatTensor([1])
  }
  expect(await changed("more", more)).toBe("pack.unused_tensors")
  const folder = join(dir, "other")
  await mkdir(folder)
  await cp(fixture("vae-tiny/diffusers"), folder, { recursive: true })
  await writeFile(join(folder, "config.json"), JSON.stringify({ act_fn: "gelu" }))
  await expect(made("gelu", { vaeTiny: folder })).rejects.toMatchObject({
    code: "model.unsupported_config",
    details: { key: "act_fn" },
  })
})

test("a pack brings its own LoRA for few steps and its upscaler; those that don't fit are refused", async () => {
  const pack = await made("whole", {
    fewSteps: fixture("lora/few.safetensors"),
    upscaler: fixture("upscalers/compact-2x.safetensors"),
  })
  await checkPack(pack)
  const names = pack.features().filter(({ available }) => available)
  expect(names.map(({ component }) => component)).toEqual(expect.arrayContaining(["few_steps", "upscaler"]))
  const refused = (name: string, more: Partial<PackSources>) => made(name, more).catch(({ code }) => code)
  expect(await refused("few", { fewSteps: fixture("vae-tiny/taesd_decoder.safetensors") })).toMatch(/^lora\./)
  expect(await refused("up", { upscaler: fixture("vae-tiny/taesd_decoder.safetensors") })).toBe(
    "upscaler.unreadable",
  )
  const parts = join(dir, "parts")
  await cp(fixture("upscalers/compact-2x.safetensors"), join(parts, "up.safetensors"))
  await splitCheckpoint(join(parts, "up.safetensors"), 2)
  await expect(made("split", { upscaler: parts })).rejects.toMatchObject({
    code: "pack.no_component",
    details: { why: { code: "pack.several_weights" } },
  })
})
