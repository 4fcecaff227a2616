/**
 * Two runs make the same image set when they have the same settings and the same model. What is left at its default,
 * and a setting that has no effect, are no part of it: a release that adds fields still knows a set that was begun before.
 */
import { z } from "zod"
import { type ImageSet, imageSetSchema } from "../../contract/image-set.ts"
import { canonicalJson } from "../../personalize/canonical-json.ts"
import { sha256 } from "../../personalize/hash.ts"
import { withEffect } from "../../personalize/recipe-key.ts"
import type { Studio } from "../../personalize/studio.ts"

type Model = Pick<Studio, "pack" | "adapter" | "loras">

export function identityOf({ pack, adapter, loras }: Model, set: ImageSet): string {
  const model = { pack: pack.hash, adapter: adapter?.hash ?? null }
  const added = loras.length > 0 ? { loras: loras.map(({ hash }) => hash) } : {}
  return sha256(canonicalJson({ asked: askedOf(set), ...model, ...added }))
}

/** The identity that 0.1.0 gave the set; null where it knew no such set. */
export function identityOfVersion1({ pack, adapter }: Model, set: ImageSet): string | null {
  const known = picked(set, fields)
  const old = { ...known, settings: picked(set.settings, settings) } as ImageSet
  if (canonicalJson(askedOf(old)) !== canonicalJson(askedOf(set))) return null
  return sha256(JSON.stringify([old, pack.hash, adapter?.hash ?? null]))
}

function askedOf(set: ImageSet): object {
  const isDefault = ([name, value]: [string, unknown]) => {
    const schema = imageSetSchema.shape[name as keyof ImageSet]
    return schema instanceof z.ZodDefault && canonicalJson(value) === canonicalJson(schema.def.defaultValue)
  }
  const given = Object.entries(set).filter(entry => !isDefault(entry))
  return { ...Object.fromEntries(given), settings: withEffect(set.settings) }
}

/** 0.1.0 hashed all fields in this order. */
const fields = [
  "name",
  "items",
  "personas",
  "settings",
  "source",
  "template",
  "format",
  "quality",
  "sizes",
  "focus",
  "background",
  "copy",
  "contactSheet",
] as const satisfies (keyof ImageSet)[]

const settings = [
  "lambda1",
  "lambda2",
  "imageScale",
  "tags",
  "history",
  "neighbours",
  "steps",
  "guidance",
  "scheduler",
  "seed",
  "count",
  "width",
  "height",
  "fit",
  "excludeSelf",
  "adapter",
  "excludedNeighbours",
  "excludedHistory",
] as const satisfies (keyof ImageSet["settings"])[]

const picked = <Value extends object>(value: Value, names: readonly (keyof Value)[]): Partial<Value> =>
  Object.fromEntries(names.filter(name => name in value).map(name => [name, value[name]])) as Partial<Value>
