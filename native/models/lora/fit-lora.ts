/** Where the layers of a LoRA belong in a pack's networks. */
import { note } from "../../contract/codes/index.ts"
import type { Note } from "../../contract/note.ts"
import type { Shape } from "../../contract/tensor.ts"
import type { WeightRef } from "../../graph/graph.ts"
import { type Checkpoint, reshaped } from "../../weights/checkpoint.ts"
import type { LoraNetwork } from "../../weights/keymaps/lora.ts"
import type { LowRank } from "../../weights/low-rank.ts"
import { asWidened } from "../../weights/widen.ts"
import type { LoraLayer, LoraLayers, Misfit } from "./lora-file.ts"

/** The layers of a network that a LoRA can add to: shapes of their weights, by path. */
export type Targets = ReadonlyMap<string, Shape>

/** Layers with weights that are looked up, not multiplied with, and those that this network leaves unused. */
const untouched: Readonly<Record<LoraNetwork, RegExp>> = {
  unet: /^$/,
  text_encoder: /embeddings?\.|^text_projection$/,
}

/** Linear layers and convolutions of a checkpoint. */
export const targetsOf = (checkpoint: Checkpoint, network: LoraNetwork): Targets =>
  new Map(
    checkpoint.names.flatMap(name => {
      const shape = checkpoint.find(name)!.shape
      const path = name.replace(/\.weight$/, "")
      const isLayer = path !== name && (shape.length === 2 || shape.length === 4)
      return isLayer && !untouched[network].test(path) ? [[path, shape]] : []
    }),
  )

export interface FittedLora {
  branches: Record<LoraNetwork, Map<string, LowRank>>
  misfits: Misfit[]
}

/** @param strength name of the graphs' input that holds the strength */
export function fitLora(
  { layers, misfits }: LoraLayers,
  targets: Readonly<Record<LoraNetwork, Targets>>,
  strength: string,
): FittedLora {
  const names = { unet: namesOf(targets.unet), text_encoder: namesOf(targets.text_encoder) }
  const fitted: FittedLora = {
    branches: { unet: new Map(), text_encoder: new Map() },
    misfits: [...misfits],
  }
  for (const layer of layers) {
    const refuse = (why: Note) => fitted.misfits.push(...layer.keys.map(key => ({ key, why })))
    const networks = layer.network ? [layer.network] : (["unet", "text_encoder"] as const)
    const network = networks.find(network => names[network].has(layer.layer))
    const path = network && names[network].get(layer.layer)!
    if (!path) {
      refuse(note("lora.no_layer", { network: layer.network ?? "unet" }))
      continue
    }
    const fits = branchOf(layer, targets[network].get(path)!, strength)
    if ("code" in fits) refuse(fits)
    else if (fitted.branches[network].has(path)) refuse(note("lora.twice", {}))
    else fitted.branches[network].set(path, fits)
  }
  return fitted
}

/** Paths by all the names that files give them: with underscores for dots, and of CLIP without `text_model.`. */
function namesOf(targets: Targets): Map<string, string> {
  const names = new Map<string, string>()
  for (const path of targets.keys()) {
    for (const name of [path, path.replace(/^text_model\./, "")]) {
      names.set(name, path)
      names.set(name.replaceAll(".", "_"), path)
    }
  }
  return names
}

/** The layer's branch; a note of why there is none. */
function branchOf({ refs, alpha }: LoraLayer, weight: Shape, strength: string): LowRank | Note {
  const { down, mid, up } = refs
  if (!down || !up) return note("lora.no_pair", { part: down ? "up" : "down" })
  const typed = [down, mid, up].find(ref => ref && asWidened(ref).dtype !== "float32")
  if (typed) return note("lora.other_type", { dtype: typed.dtype })
  const rank = down.shape[0] ?? 0
  const [out, inputs, ...kernel] = weight as [number, number, ...number[]]
  const ones = kernel.map(() => 1)
  const wanted = {
    down: [rank, inputs, ...(mid ? ones : kernel)],
    mid: mid && [rank, rank, ...kernel],
    up: [out, rank, ...ones],
  }
  const found: Partial<Record<keyof typeof wanted, WeightRef>> = {}
  for (const [part, ref] of Object.entries({ down, mid, up }) as [keyof typeof wanted, WeightRef?][]) {
    if (!ref) continue
    // A 1×1 convolution and a linear layer are the same, and stored as either.
    const shape = wanted[part]!
    const seen = sameButOnes(ref.shape, shape) ? reshaped(ref, shape) : undefined
    if (!seen || rank < 1) return note("lora.wrong_shape", { found: ref.shape, expected: shape })
    found[part] = seen
  }
  if (mid && kernel.length === 0) return note("lora.wrong_shape", { found: mid.shape, expected: weight })
  return { down: found.down!, mid: found.mid, up: found.up!, scale: (alpha ?? rank) / rank, strength }
}

/** Equal, but for ones at the end of either. */
function sameButOnes(one: Shape, other: Shape): boolean {
  const length = Math.max(one.length, other.length)
  return Array.from({ length }, (_, i) => (one[i] ?? 1) === (other[i] ?? 1)).every(Boolean)
}
