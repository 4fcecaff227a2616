/**
 * A LoRA to train (Hu et al. 2021): on the queries, keys, values and outputs of the U-Net's attention, and if asked on the
 * convolutions of its blocks and on the text encoder's attention. It starts as nothing: the lower matrix is uniform as
 * peft's is, the upper one 0. Written under kohya's names, which diffusers, ComfyUI and this studio read.
 */
import type { TeachingSettings } from "../../contract/teaching.ts"
import { elementCount, type FloatTensor, floatTensor } from "../../contract/tensor.ts"
import type { Targets } from "../../models/lora/fit-lora.ts"
import { kohyaName, type LoraNetwork } from "../../weights/keymaps/lora.ts"
import { writeSafetensors } from "../../weights/write-safetensors.ts"
import { uniformWithin } from "../random.ts"

type Tensors = Readonly<Record<string, FloatTensor>>

const attention = /\.attn[12]\.(to_q|to_k|to_v|to_out\.0)$/
const convolution = /\.resnets\.\d+\.(conv1|conv2|conv_shortcut)$|\.(downsamplers|upsamplers)\.0\.conv$/

const inTextEncoder = /\.self_attn\.(q_proj|k_proj|v_proj|out_proj)$/

/** What of a pack is taught, and how much it can learn. */
export type TaughtParts = Pick<TeachingSettings, "rank" | "convolutions" | "textEncoder">

/** Layers of both networks that LoRAs can add to. */
export type TargetsByNetwork = Readonly<Record<LoraNetwork, Targets>>

interface TaughtMatrix {
  network: LoraNetwork
  path: string
  down: number[]
  up: number[]
}

/** The matrices of the layers that are taught: [r, in] and [out, r], of a convolution [r, in, k, k] and [out, r, 1, 1]. */
function taughtMatrices(targets: TargetsByNetwork, parts: TaughtParts): TaughtMatrix[] {
  const { rank, convolutions, textEncoder } = parts
  const isTaught: Record<LoraNetwork, (path: string) => boolean> = {
    unet: path => attention.test(path) || (convolutions && convolution.test(path)),
    text_encoder: path => textEncoder && inTextEncoder.test(path),
  }
  return (["unet", "text_encoder"] as const).flatMap(network =>
    [...targets[network]].flatMap(([path, [out, inputs, ...kernel]]) =>
      isTaught[network](path)
        ? [
            {
              network,
              path,
              down: [rank, inputs!, ...kernel],
              up: [out!, rank, ...kernel.map(() => 1)],
            },
          ]
        : [],
    ),
  )
}

/** Numbers that are trained. */
export const taughtNumbers = (targets: TargetsByNetwork, parts: TaughtParts): number =>
  taughtMatrices(targets, parts).reduce((sum, { down, up }) => sum + elementCount(down) + elementCount(up), 0)

export function freshLora(
  targets: TargetsByNetwork,
  parts: TaughtParts,
  seed: number,
): Record<string, FloatTensor> {
  const tensors: Record<string, FloatTensor> = {}
  for (const [index, { network, path, down, up }] of taughtMatrices(targets, parts).entries()) {
    // Kaiming's uniform with a = √5.
    const bound = 1 / Math.sqrt(elementCount(down.slice(1)))
    tensors[kohyaName(network, path, "down")] = floatTensor(
      down,
      uniformWithin(seed, "weights", index, bound, elementCount(down)),
    )
    tensors[kohyaName(network, path, "up")] = floatTensor(up)
  }
  return tensors
}

/**
 * The same matrices under diffusers' names, `unet.….to_q.lora_A.weight`. These files have no place for α that every version
 * reads, so α / rank is multiplied into the upper matrices.
 */
export function underDiffusersNames(
  matrices: Tensors,
  targets: TargetsByNetwork,
  parts: TaughtParts & Pick<TeachingSettings, "alpha">,
): Record<string, FloatTensor> {
  const scale = parts.alpha / parts.rank
  const renamed: Record<string, FloatTensor> = {}
  for (const { network, path } of taughtMatrices(targets, parts)) {
    const { shape, data } = matrices[kohyaName(network, path, "up")]!
    renamed[`${network}.${path}.lora_A.weight`] = matrices[kohyaName(network, path, "down")]!
    renamed[`${network}.${path}.lora_B.weight`] = floatTensor(
      shape,
      data.map(x => x * scale),
    )
  }
  return renamed
}

export interface LoraFacts {
  /** α of every layer, and its rank. */
  alpha: number
  rank: number
  /** What files of LoRAs are asked for: the name, the words that call it, what is known of its training. */
  title: string
  word: string
  training: Readonly<Record<string, unknown>>
}

/** Writes matrices under kohya's names as a LoRA's file. Throws weights.not_written. */
export function writeLora(file: string, matrices: Tensors, facts: LoraFacts): Promise<void> {
  const { alpha, rank, title, word, training } = facts
  const names = Object.keys(matrices).filter(name => name.endsWith(".lora_down.weight"))
  const alphas = names.map(
    name =>
      [
        name.replace(/lora_down\.weight$/, "alpha"),
        { dtype: "float32", shape: [], data: Float32Array.of(alpha) } as FloatTensor,
      ] as const,
  )
  return writeSafetensors(
    file,
    { ...matrices, ...Object.fromEntries(alphas) },
    {
      format: "pt",
      ss_network_module: "networks.lora",
      ss_network_dim: String(rank),
      ss_network_alpha: String(alpha),
      "modelspec.title": title,
      "modelspec.trigger_phrase": word,
      training: JSON.stringify(training),
    },
  )
}
