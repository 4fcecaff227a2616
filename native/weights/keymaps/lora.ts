/**
 * Names of a LoRA's tensors, as diffusers and peft (`unet.….to_q.lora_A.weight`), diffusers' older attention processors
 * (`unet.….processor.to_q_lora.down.weight`) and kohya's scripts (`lora_unet_…_to_q.lora_down.weight`) write them, the U-Net's
 * layers as diffusers or as the latent-diffusion code base names them (`lora_unet_input_blocks_1_1_…`).
 */
import { ldmUnetLayer } from "./ldm.ts"

export type LoraNetwork = "unet" | "text_encoder"
export type LoraPart = "down" | "mid" | "up" | "alpha"

export interface LoraName {
  /** Absent where the name doesn't say. */
  network?: LoraNetwork
  /** The layer's path, with underscores for dots where `flat`. */
  layer: string
  flat: boolean
  part: LoraPart
}

const prefixes: readonly [prefix: string, network: LoraNetwork | undefined, flat: boolean][] = [
  ["lora_unet_", "unet", true],
  ["lora_te1_", "text_encoder", true],
  ["lora_te_", "text_encoder", true],
  ["unet.", "unet", false],
  ["text_encoder.", "text_encoder", false],
  ["diffusion_model.", "unet", false],
  ["model.diffusion_model.", "unet", false],
  ["base_model.model.", undefined, false],
  ["", undefined, false],
]

/** What kohya's scripts call a tensor of a layer, given by its path: the names that most programs read. */
export const kohyaName = (network: LoraNetwork, path: string, part: LoraPart): string => {
  const start = { unet: "lora_unet", text_encoder: "lora_te" }[network]
  const end = { down: "lora_down.weight", mid: "lora_mid.weight", up: "lora_up.weight", alpha: "alpha" }[part]
  return `${start}_${path.replaceAll(".", "_")}.${end}`
}

const parts: readonly [pattern: RegExp, part: LoraPart][] = [
  [/\.(?:lora_down|lora_A|lora\.down|lora_linear_layer\.down)(?:\.default)?\.weight$/, "down"],
  [/\.(?:lora_up|lora_B|lora\.up|lora_linear_layer\.up)(?:\.default)?\.weight$/, "up"],
  [/\.lora_mid\.weight$/, "mid"],
  [/\.alpha$/, "alpha"],
]

/** to_q_lora of an attention processor is to_q of the attention itself. */
const processor = /\.(?:processor\.)?(to_[qkv]|to_out)_lora\.(down|up)\.weight$/
const inUnet: Readonly<Record<string, string>> = { to_out: "to_out.0" }
const inText: Readonly<Record<string, string>> = {
  to_q: "q_proj",
  to_k: "k_proj",
  to_v: "v_proj",
  to_out: "out_proj",
}

/** What a tensor is by its name; null for one that is no part of a plain LoRA. */
export function loraName(name: string): LoraName | null {
  const [prefix, network, flat] = prefixes.find(([start]) => name.startsWith(start))!
  const rest = name.slice(prefix.length)
  const of = { ...(network && { network }), flat }
  const [old, projection, side] = processor.exec(rest) ?? []
  if (old) {
    const own = (network === "text_encoder" ? inText : inUnet)[projection!] ?? projection!
    return { ...of, layer: `${rest.slice(0, -old.length)}.${own}`, part: side as LoraPart }
  }
  for (const [pattern, part] of parts) {
    const end = rest.search(pattern)
    if (end > 0) return { ...of, layer: layerOf(rest.slice(0, end), network), part }
  }
  return null
}

/** Some programs name the U-Net's layers as the latent-diffusion code base does. */
const layerOf = (path: string, network: LoraNetwork | undefined): string =>
  network === "unet" ? ldmUnetLayer(path) : path

/** Kinds of adapters for diffusion models that are no plain LoRA, by what stands in their tensors' names. */
const otherKinds: readonly [pattern: RegExp, kind: string][] = [
  [/\.(dora_scale|lora_magnitude_vector)/, "DoRA"],
  [/\.hada_[wt]\d/, "LoHa"],
  [/\.lokr_[wt]\d/, "LoKr"],
  [/\.(oft_\w+|R)(\.|$)/, "OFT"],
  [/\.(diff|diff_b|set_weight)$/, "full difference"],
]

export const otherKindOf = (name: string): string | null =>
  otherKinds.find(([pattern]) => pattern.test(name))?.[1] ?? null
