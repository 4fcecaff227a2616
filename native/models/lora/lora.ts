/**
 * A LoRA: small matrices that change what a U-Net draws and a text encoder says, as branches beside their layers. Their
 * strengths are inputs of the graphs, so that changing one rebuilds nothing.
 */
import { type FloatTensor, floatTensor } from "../../contract/tensor.ts"
import type { LoadedModel } from "../../runtime/runtime.ts"
import type { LoraNetwork } from "../../weights/keymaps/lora.ts"
import type { Branches, LowRank } from "../../weights/low-rank.ts"
import type { FittedLora } from "./fit-lora.ts"

export interface Lora {
  readonly name: string
  /** SHA-256 of its weights. */
  readonly hash: string
  readonly file: string
  /** Whether it makes pictures of a few steps possible (LCM-LoRA), and isn't a matter of taste. */
  readonly isFewSteps: boolean
}

/** A LoRA by its content, and how strongly it acts. */
export interface LoraStrength {
  hash: string
  strength: number
}

/** In one order, whatever order they are named in: the same LoRAs make the same graphs and sums. */
export const inOrder = <One extends { hash: string }>(loras: readonly One[]): One[] =>
  loras.toSorted((one, other) => (one.hash < other.hash ? -1 : 1))

/** The input of the graphs that holds the strength of the n-th LoRA. */
export const strengthName = (index: number): string => `lora_strength.${index}`

/** What all of them add to a network. */
export function branchesOf(fitted: readonly FittedLora[], network: LoraNetwork): Branches {
  const all = new Map<string, LowRank[]>()
  for (const { branches } of fitted)
    for (const [path, branch] of branches[network]) all.set(path, [...(all.get(path) ?? []), branch])
  return all
}

/** The strengths of a model's LoRAs as its inputs; one that isn't among `strengths` has none. */
export function strengthInputs(
  { inputs }: Pick<LoadedModel, "inputs">,
  loras: readonly Lora[],
  strengths: readonly LoraStrength[],
): Record<string, FloatTensor> {
  const found: Record<string, FloatTensor> = {}
  for (const [index, { hash }] of loras.entries()) {
    const name = strengthName(index)
    const strength = strengths.find(lora => lora.hash === hash)?.strength ?? 0
    if (inputs.some(port => port.name === name)) found[name] = floatTensor([1], Float32Array.of(strength))
  }
  return found
}
