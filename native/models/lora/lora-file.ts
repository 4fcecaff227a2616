/** The layers of a LoRA's safetensors file: tensors by layer, and α of each. */
import { z } from "zod"
import { note } from "../../contract/codes/index.ts"
import { StudioError } from "../../contract/errors.ts"
import type { Note } from "../../contract/note.ts"
import { elementCount } from "../../contract/tensor.ts"
import type { WeightRef } from "../../graph/graph.ts"
import { type LoraNetwork, type LoraPart, loraName, otherKindOf } from "../../weights/keymaps/lora.ts"
import { openSafetensors, readRef, type SafetensorsFile } from "../../weights/safetensors.ts"
import { widenedData } from "../../weights/widen.ts"

/** A tensor that has no place, by its name in the file, and why. */
export interface Misfit {
  key: string
  why: Note
}

/** What a file holds for one layer. */
export interface LoraLayer {
  /** Absent where the names don't say. */
  network?: LoraNetwork
  /** As the file names it; with underscores for dots where `flat`. */
  layer: string
  flat: boolean
  /** By part, under their names in the file. */
  refs: Partial<Record<Exclude<LoraPart, "alpha">, WeightRef>>
  /** α; the rank where the file doesn't say. */
  alpha: number | null
  keys: string[]
}

export interface LoraLayers {
  layers: LoraLayer[]
  misfits: Misfit[]
}

/** More layers than any U-Net with its text encoder has. */
const mostTensors = 20_000

/** @throws StudioError weights.unreadable, lora.unreadable */
export async function readLora(path: string): Promise<LoraLayers> {
  const file = await openSafetensors(path)
  const refuse = (problem: Note, cause?: unknown): never => {
    throw new StudioError("lora.unreadable", { file: path, problem }, { cause })
  }
  if (file.tensors.size > mostTensors) refuse(note("lora.many_tensors", { most: mostTensors }))
  const layers = new Map<string, LoraLayer>()
  const misfits: Misfit[] = []
  for (const ref of file.tensors.values()) {
    const named = loraName(ref.name)
    if (!named) {
      misfits.push({ key: ref.name, why: strangerOf(ref.name) })
      continue
    }
    const { part, ...of } = named
    const id = JSON.stringify([of.network ?? null, of.layer, of.flat])
    const layer = layers.get(id) ?? { ...of, refs: {}, alpha: null, keys: [] }
    layers.set(id, layer)
    layer.keys.push(ref.name)
    if (part === "alpha") layer.alpha = await readAlpha(ref, refuse)
    else if (layer.refs[part]) misfits.push({ key: ref.name, why: note("lora.twice", {}) })
    else layer.refs[part] = ref
  }
  if (layers.size === 0) refuse(note("lora.none_in_file", {}))
  const told = [...layers.values()]
  giveAlphas(told, file, refuse)
  return { layers: told, misfits }
}

const strangerOf = (key: string): Note => {
  const kind = otherKindOf(key)
  return kind ? note("lora.other_kind", { kind }) : note("lora.unknown_name", {})
}

/** One number, whatever its type. */
async function readAlpha(ref: WeightRef, refuse: (problem: Note) => never): Promise<number> {
  if (elementCount(ref.shape) !== 1) refuse(note("lora.bad_alpha", { key: ref.name }))
  const value = Number(widenedData(await readRef(ref))[0])
  if (!Number.isFinite(value)) refuse(note("lora.bad_alpha", { key: ref.name }))
  return value
}

/** What diffusers writes beside the weights of a LoRA that peft made; keys are `unet.lora_alpha` and the like. */
const metadataSchema = z.record(z.string(), z.unknown())
const pattern = z.record(z.string(), z.number())

/** α of layers without one of their own, where the file's metadata say it. */
function giveAlphas(
  layers: readonly LoraLayer[],
  { metadata }: SafetensorsFile,
  refuse: (problem: Note, cause?: unknown) => never,
): void {
  const text = metadata.lora_adapter_metadata
  if (text === undefined) return
  let told: Record<string, unknown> = {}
  try {
    told = metadataSchema.parse(JSON.parse(text))
  } catch (cause) {
    refuse(note("lora.bad_metadata", {}), cause)
  }
  for (const layer of layers) {
    const of = (key: string) => told[`${layer.network}.${key}`] ?? told[key]
    const rank = layer.refs.down?.shape[0]
    const alphas = pattern.safeParse(of("alpha_pattern"))
    const named = Object.entries(alphas.success ? alphas.data : {}).find(
      ([key]) => layer.layer === key || layer.layer.endsWith(`.${key}`),
    )
    const alpha = named?.[1] ?? of("lora_alpha")
    if (layer.alpha !== null || typeof alpha !== "number" || rank === undefined) continue
    // Rank-stabilised (Kalajdzievski 2023): α / √r in place of α / r.
    layer.alpha = of("use_rslora") === true ? alpha * Math.sqrt(rank) : alpha
  }
}
