/**
 * A LoRA to train (Hu et al. 2021): on the queries, keys, values and outputs of the U-Net's attention. It starts as nothing:
 * the lower matrix is uniform as peft's is, the upper one 0. Written under kohya's names, which diffusers, ComfyUI and this
 * studio read.
 */
import { type FloatTensor, floatTensor } from "../../contract/tensor.ts"
import type { Targets } from "../../models/lora/fit-lora.ts"
import { kohyaName } from "../../weights/keymaps/lora.ts"
import { writeSafetensors } from "../../weights/write-safetensors.ts"
import { uniformWithin } from "../random.ts"

type Tensors = Readonly<Record<string, FloatTensor>>

const attention = /\.attn[12]\.(to_q|to_k|to_v|to_out\.0)$/

/** The layers of the U-Net that are taught, by path. */
export const taughtLayers = (targets: Targets): [path: string, out: number, inputs: number][] =>
  [...targets].flatMap(([path, [out, inputs]]) =>
    attention.test(path) ? [[path, out!, inputs!] as [string, number, number]] : [],
  )

export function freshLora(targets: Targets, rank: number, seed: number): Record<string, FloatTensor> {
  const tensors: Record<string, FloatTensor> = {}
  for (const [index, [path, out, inputs]] of taughtLayers(targets).entries()) {
    // Kaiming's uniform with a = √5.
    const down = uniformWithin(seed, "weights", index, 1 / Math.sqrt(inputs), rank * inputs)
    tensors[kohyaName(path, "down")] = floatTensor([rank, inputs], down)
    tensors[kohyaName(path, "up")] = floatTensor([out, rank])
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
