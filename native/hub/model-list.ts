/**
 * resources/models.json: the published models that the program knows. It says where each lies and what it is for. Revisions, sizes,
 * hashes and licences are asked of the hub when a model is downloaded; those in the list are what was seen when it was written.
 */
import { readFileSync } from "node:fs"
import { z } from "zod"
import { StudioError } from "../contract/errors.ts"
import { modelRoleSchema } from "../contract/published.ts"
import { structureKindSchema } from "../contract/setting-values.ts"
import { indexNamesOf, partsOf } from "../models/checkpoint-parts.ts"

/** Also a folder's name. */
const idSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,60}$/)

/** Of weights, only those that hold no code. */
const fileSchema = z
  .string()
  .regex(/^(?!.*(^|\/)\.\.?(\/|$))[\w*.+-]+(\/[\w.+-]+)*$/)
  .regex(/\.(safetensors|onnx|json|txt)$/)

/** One of several files serves where a list stands: the first that the repository has. `*` stands for any name. */
const wantedSchema = z.union([fileSchema, z.array(fileSchema).min(1).max(8)])

const modelSchema = z.object({
  id: idSchema,
  name: z.string(),
  role: modelRoleSchema,
  /** The hints that a ControlNet reads. */
  hint: structureKindSchema.optional(),
  /** The family of base models that it was made for; null for all. */
  fits: z.string().nullable(),
  repository: z.string().regex(/^[\w.-]{1,96}\/[\w.-]{1,96}$/),
  revision: z.string().default("main"),
  files: z.array(wantedSchema).min(1).max(100),
  licence: z.string().nullable(),
  bytes: z.int().nullable(),
})

const packSchema = z.object({
  id: idSchema,
  name: z.string(),
  /** What it is made of, downloaded together. */
  parts: z.array(idSchema).min(1),
  /** What becomes part of it where it was downloaded. */
  extras: z.array(idSchema),
})

const listSchema = z.object({ models: z.array(modelSchema), packs: z.array(packSchema) })

export type PublishedModel = z.output<typeof modelSchema>
export type PublishedPack = z.output<typeof packSchema>

export class ModelList {
  readonly models: readonly PublishedModel[]
  readonly packs: readonly PublishedPack[]

  constructor(json: unknown) {
    const { models, packs } = listSchema.parse(json)
    this.models = models
    this.packs = packs
    for (const id of packs.flatMap(({ parts, extras }) => [...parts, ...extras])) this.model(id)
  }

  /** @throws StudioError hub.unknown_model */
  model(id: string): PublishedModel {
    const found = this.models.find(model => model.id === id)
    if (!found) throw this.#unknown(id)
    return found
  }

  pack(id: string): PublishedPack | undefined {
    return this.packs.find(pack => pack.id === id)
  }

  /** The models that an id stands for: one, or all parts of a pack. @throws StudioError hub.unknown_model */
  modelsOf(id: string): PublishedModel[] {
    return this.pack(id)?.parts.map(part => this.model(part)) ?? [this.model(id)]
  }

  #unknown(model: string) {
    const known = [...this.packs, ...this.models].map(({ id }) => id)
    return new StudioError("hub.unknown_model", { model, known })
  }
}

/** The list that ships with the program. */
export const readModelList = (file: string): ModelList =>
  new ModelList(JSON.parse(readFileSync(file, "utf8")))

/**
 * The files of a repository that serve a model, in the order of its list.
 *
 * @param present the paths in the repository
 * @throws StudioError hub.no_file naming all that it lacks
 */
export function chooseFiles({ files, repository }: PublishedModel, present: readonly string[]): string[] {
  const missing: string[] = []
  const chosen = files.flatMap(wanted => {
    const found = [wanted]
      .flat()
      .map(pattern => onlyMatch(pattern, present) ?? savedInParts(pattern, present))
      .find(path => path !== undefined)
    if (found === undefined) missing.push([wanted].flat()[0]!)
    return found ?? []
  })
  if (missing.length > 0) throw new StudioError("hub.no_file", { repository, names: missing })
  return chosen
}

/** With `*`, the one path that it fits: of several, nobody knows which is meant. */
function onlyMatch(pattern: string, present: readonly string[]): string | undefined {
  if (!pattern.includes("*")) return present.find(path => path === pattern)
  const escaped = pattern.replaceAll(/[.+]/g, "\\$&").replaceAll("*", "[^/]*")
  const matching = present.filter(path => new RegExp(`^${escaped}$`).test(path))
  return matching.length === 1 ? matching[0] : undefined
}

const mostParts = 90

/** A checkpoint that was saved in several parts in place of `path`: all of them, and its index. */
function savedInParts(path: string, present: readonly string[]): string[] | undefined {
  const stem = path.replace(/\.safetensors$/, "")
  if (stem === path || path.includes("*")) return undefined
  const { parts, isWhole } = partsOf(stem, present)
  if (!isWhole || parts.length > mostParts) return undefined
  const indices = indexNamesOf(stem)
  return [...parts, ...present.filter(name => indices.includes(name)).slice(0, 1)]
}
