/**
 * A LoRA to train (Hu et al. 2021): on the queries, keys, values and outputs of the U-Net's attention, and if asked on the
 * convolutions of its blocks. It starts as nothing:
 * the lower matrix is uniform as peft's is, the upper one 0. Written under kohya's names, which diffusers, ComfyUI and this
 * studio read.
 */
import type { TeachingSettings } from "../../contract/teaching.ts"
import { elementCount, type FloatTensor, floatTensor } from "../../contract/tensor.ts"
import type { Targets } from "../../models/lora/fit-lora.ts"
import { kohyaName } from "../../weights/keymaps/lora.ts"
import { writeSafetensors } from "../../weights/write-safetensors.ts"
import { uniformWithin } from "../random.ts"

type Tensors = Readonly<Record<string, FloatTensor>>

const attention = /\.attn[12]\.(to_q|to_k|to_v|to_out\.0)$/
const convolution = /\.resnets\.\d+\.(conv1|conv2|conv_shortcut)$|\.(downsamplers|upsamplers)\.0\.conv$/

/** What of a pack's U-Net is taught, and how much it can learn. */
export type TaughtParts = Pick<TeachingSettings, "rank" | "convolutions">

/** The matrices of the layers that are taught: [r, in] and [out, r], of a convolution [r, in, k, k] and [out, r, 1, 1]. */
function taughtMatrices(
  targets: Targets,
  { rank, convolutions }: TaughtParts,
): { path: string; down: number[]; up: number[] }[] {
  return [...targets].flatMap(([path, [out, inputs, ...kernel]]) =>
    attention.test(path) || (convolutions && convolution.test(path))
      ? [{ path, down: [rank, inputs!, ...kernel], up: [out!, rank, ...kernel.map(() => 1)] }]
      : [],
  )
}

/** Numbers that are trained. */
export const taughtNumbers = (targets: Targets, parts: TaughtParts): number =>
  taughtMatrices(targets, parts).reduce((sum, { down, up }) => sum + elementCount(down) + elementCount(up), 0)

export function freshLora(targets: Targets, parts: TaughtParts, seed: number): Record<string, FloatTensor> {
  const tensors: Record<string, FloatTensor> = {}
  for (const [index, { path, down, up }] of taughtMatrices(targets, parts).entries()) {
    // Kaiming's uniform with a = √5.
    const bound = 1 / Math.sqrt(elementCount(down.slice(1)))
    tensors[kohyaName(path, "down")] = floatTensor(
      down,
      uniformWithin(seed, "weights", index, bound, elementCount(down)),
    )
    tensors[kohyaName(path, "up")] = floatTensor(up)
  }
  return tensors
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
