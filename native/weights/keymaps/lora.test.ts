import { expect, test } from "vitest"
import { stableDiffusionNames } from "../../models/fixtures.ts"
import { loraName } from "./lora.ts"

/** Layers by both names, as diffusers' converter pairs them. */
const { pairs, diffusers } = stableDiffusionNames().sd15
const layers = Object.entries(pairs.unet!)
  .filter(([, name]) => name.endsWith(".weight") && diffusers.unet![name]!.length > 1)
  .map(([stored, name]) => [
    stored.replace(/^model\.diffusion_model\./, "").replace(/\.weight$/, ""),
    name.replace(/\.weight$/, ""),
  ])

const flat = (path: string) => path.replaceAll(".", "_")

test("a LoRA may name the U-Net's layers as the latent-diffusion code base does, with underscores or dots", () => {
  expect(layers.length).toBeGreaterThan(250)
  for (const [stored, path] of layers) {
    const kohya = loraName(`lora_unet_${flat(stored!)}.lora_down.weight`)
    expect(kohya).toMatchObject({ network: "unet", layer: flat(path!), part: "down" })
    const dotted = loraName(`diffusion_model.${stored}.lora_A.weight`)!
    expect([dotted.network, flat(dotted.layer)]).toEqual(["unet", flat(path!)])
    expect(loraName(`lora_unet_${flat(path!)}.alpha`)).toMatchObject({ layer: flat(path!), part: "alpha" })
  }
})
