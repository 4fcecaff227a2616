/**
 * Where the weights of a network are: one safetensors file under a name that diffusers or transformers gives it, or a
 * checkpoint that they saved in several parts with an index (`….safetensors.index.json`).
 */
import { existsSync } from "node:fs"
import { readdir, stat } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { z } from "zod"
import { note } from "../contract/codes/index.ts"
import { StudioError } from "../contract/errors.ts"
import type { Note } from "../contract/note.ts"
import { openSafetensors } from "../weights/safetensors.ts"
import { indexNamesOf, isIndex, isPart, partsOf, stemOf } from "./checkpoint-parts.ts"
import { parseConfig, readJson } from "./config.ts"
import type { PackFolder } from "./manifest.ts"

/** A pack may come without these. */
const optional: ReadonlySet<PackFolder> = new Set([
  "image_encoder",
  "ip_adapter",
  "clip_text",
  "interest",
  "foreground",
  "controlnet",
  "few_steps",
  "vae_tiny",
  "upscaler",
])

const stems = ["diffusion_pytorch_model", "model"]
const weightNames = stems.flatMap(stem => [`${stem}.safetensors`, `${stem}.fp16.safetensors`])

/** What those files end in that aren't safetensors alone. */
const endings: Partial<Record<PackFolder, RegExp>> = {
  foreground: /\.onnx$/,
  upscaler: /\.(onnx|safetensors)$/,
}

/**
 * The weights at `place`: that file, the whole checkpoint that it is a part or the index of, or what lies in that folder,
 * under diffusers' and transformers' names first.
 *
 * @param pack names in errors what is being read
 * @throws StudioError pack.no_component, pack.split_weights, pack.bad_json
 */
export async function weightsFilesIn(place: string, component: PackFolder, pack = place): Promise<string[]> {
  const absent = (why: Note) => new StudioError("pack.no_component", { pack, component, why })
  const found = await stat(place).catch(() => undefined)
  if (!found)
    throw absent(
      optional.has(component) ? note("pack.lacks", { component }) : note("pack.no_path", { path: place }),
    )
  if (found.isFile()) {
    const [folder, name] = [dirname(place), basename(place)]
    if (!isPart(name) && !isIndex(name)) return [place]
    const stem = stemOf(name)
    if (stem === undefined) throw new StudioError("pack.split_weights", { component, files: [place] })
    return wholeOf(folder, stem, component)
  }
  const names = await readdir(place)
  const usual = weightNames.find(name => names.includes(name))
  if (usual) return [join(place, usual)]
  const weights = names.filter(name => /\.(safetensors|onnx|bin|ckpt|pt|pth)$/.test(name))
  const usable = weights.filter(name => endings[component]?.test(name) ?? name.endsWith(".safetensors"))
  const whole = usable.filter(name => !isPart(name))
  if (whole.length === 1) return [join(place, whole[0]!)]
  if (whole.length > 1) throw absent(note("pack.several_weights", { path: place, names: whole }))
  const split = [...new Set(names.map(stemOf).filter(stem => stem !== undefined))]
  const preferred = stems.flatMap(stem => [stem, `${stem}.fp16`]).find(stem => split.includes(stem))
  const only = preferred ?? (split.length === 1 ? split[0] : undefined)
  if (only !== undefined) return wholeOf(place, only, component)
  if (split.length > 1) throw absent(note("pack.several_weights", { path: place, names: split }))
  if (weights.length > 0) throw absent(note("pack.unsafe_weights", { name: weights[0]! }))
  throw absent(note("pack.no_weights", { path: place }))
}

/** The index of a checkpoint in `folder`, where it has one. */
const indexFileOf = (folder: string, stem: string): string | undefined =>
  indexNamesOf(stem)
    .map(name => join(folder, name))
    .find(existsSync)

/** The index beside a part, where there is one. */
export function indexBeside(part: string): string | undefined {
  const stem = stemOf(basename(part))
  return stem === undefined ? undefined : indexFileOf(dirname(part), stem)
}

const mostParts = 1000
/** Of the largest checkpoints of hundreds of thousands of tensors. */
const maxIndexBytes = 64 << 20

const indexSchema = z.object({
  weight_map: z.record(z.string(), z.string().regex(/^(?!\.)[^/\\:]+$/)),
})

/** All parts of a checkpoint, by its index, or, without one, by their numbers. Each tensor of the index is looked for. */
async function wholeOf(folder: string, stem: string, component: PackFolder): Promise<string[]> {
  const refuse = (files: string[]) => new StudioError("pack.split_weights", { component, files })
  const index = indexFileOf(folder, stem)
  if (index === undefined) return numberedParts(folder, stem, refuse)
  const { weight_map: places } = parseConfig(indexSchema, await readJson(index, maxIndexBytes), index)
  const names = [...new Set(Object.values(places))].toSorted()
  const pickle = names.find(name => !name.endsWith(".safetensors"))
  if (pickle !== undefined) {
    const why = note("pack.unsafe_weights", { name: pickle })
    throw new StudioError("pack.no_component", { pack: index, component, why })
  }
  const files = names.map(name => join(folder, name))
  const missing = files.filter(file => !existsSync(file))
  if (names.length === 0 || names.length > mostParts) throw refuse([index])
  if (missing.length > 0) throw refuse(missing)
  const opened = new Map<string, ReadonlyMap<string, unknown>>()
  for (const name of names) opened.set(name, (await openSafetensors(join(folder, name))).tensors)
  for (const [tensor, part] of Object.entries(places)) {
    if (opened.get(part)!.has(tensor)) continue
    const file = join(folder, part)
    throw new StudioError("weights.unreadable", {
      file,
      problem: note("weights.no_tensor", { name: tensor }),
    })
  }
  return files
}

async function numberedParts(
  folder: string,
  stem: string,
  refuse: (files: string[]) => StudioError,
): Promise<string[]> {
  const { parts, isWhole } = partsOf(stem, await readdir(folder))
  const files = parts.map(name => join(folder, name))
  if (!isWhole || files.length > mostParts) throw refuse(files)
  return files
}
