import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, test } from "vitest"
import { hollowPack, stableDiffusionNames, writeHollow } from "../../models/fixtures.ts"
import { singleFileConfigs } from "../../models/single-file-configs.ts"
import { openSafetensors } from "../safetensors.ts"
import { emaName } from "./ldm-ema.ts"

const dir = mkdtempSync(join(tmpdir(), "iamg-ema-"))
afterAll(() => rmSync(dir, { recursive: true }))

const known = stableDiffusionNames()
const file = "ema.safetensors"
const components = { unet: file, vae: file, text_encoder: file }
const plain = "model.diffusion_model."

/** As the original code's LitEma calls the average of a tensor. */
const averageOf = (name: string) => `model_ema.${name.slice("model.".length).replaceAll(".", "")}`

describe.each(["sd15", "sd21"] as const)("moving averages of %s", model => {
  const names = known[model]
  const others = Object.entries(names.ldm).filter(
    ([name]) => !/^(model_ema|model\.diffusion_model)\./.test(name),
  )
  const unet = Object.entries(names.ldm).filter(([name]) => name.startsWith(plain))
  const averages = Object.fromEntries(unet.map(([name, shape]) => [averageOf(name), shape]))
  const counters = { "model_ema.decay": [1], "model_ema.num_updates": [1] }
  const onlyAverages: Record<string, readonly number[]> = {
    ...Object.fromEntries(others),
    ...averages,
    ...counters,
  }

  test("each has the name of what it is of", () => {
    expect(unet.length).toBeGreaterThan(600)
    for (const [name] of unet) expect(emaName(averageOf(name))).toBe(name)
    for (const name of [...Object.keys(counters), "model_ema.diffusion_modelother0weight", unet[0]![0]])
      expect(emaName(name)).toBeUndefined()
  })

  test("a file that holds nothing else of the U-Net opens, with every tensor used", async () => {
    const root = join(dir, model)
    const hollow = join(dir, `${model}.safetensors`)
    await writeHollow(hollow, onlyAverages)
    const { scheduler: _, ...configs } = await singleFileConfigs(hollow, "epsilon")
    const networks = await hollowPack(root, { ...names, configs }, { [file]: onlyAverages }, components)
    const [{ weights }] = await Promise.all([networks.unet(), networks.vae(), networks.textEncoder()])
    const { offset } = weights.take("conv_in.weight", names.diffusers.unet!["conv_in.weight"]!)
    const { tensors } = await openSafetensors(join(root, file))
    expect(offset).toBe(tensors.get("model_ema.diffusion_modelinput_blocks00weight")!.offset)
  })

  test("one that lacks an average names it", async () => {
    const { [averageOf(`${plain}out.2.weight`)]: _, ...rest } = onlyAverages
    const networks = await hollowPack(join(dir, `${model}-less`), names, { [file]: rest }, components)
    await expect(networks.unet()).rejects.toMatchObject({
      code: "pack.missing_tensor",
      details: { name: "conv_out.weight" },
    })
  })

  test("beside plain weights they aren't used", async () => {
    const root = join(dir, `${model}-both`)
    const both = { ...onlyAverages, ...Object.fromEntries(unet) }
    const { weights } = await (await hollowPack(root, names, { [file]: both }, components)).unet()
    const { offset } = weights.take("conv_in.weight", names.diffusers.unet!["conv_in.weight"]!)
    const { tensors } = await openSafetensors(join(root, file))
    expect(offset).toBe(tensors.get(`${plain}input_blocks.0.0.weight`)!.offset)
  })
})
