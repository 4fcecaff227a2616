/**
 * The keys of a recipe: what caches, image sets, studies and other machines call an image by, and nothing else does. A
 * key holds what decides the pixels and nothing more: a new setting at its neutral value, a new release, another name or
 * date keep it. Keys are kept on disk for ever, so a key may only gain fields that are absent or neutral in all
 * older recipes, and never otherwise.
 */
import type { MaskRef } from "../contract/mask.ts"
import { fusesInterest, type Recipe } from "../contract/recipe.ts"
import type { Settings } from "../contract/settings.ts"
import { type SettingName, settingEntry, settingNames } from "../contract/settings-table.ts"
import { canonicalJson } from "./canonical-json.ts"
import { sha256 } from "./hash.ts"

/** Raised with each change of the program by which the same ask draws other pixels. */
export const arithmeticRevision = 2

/**
 * What was asked for, by all that decides its pixels but the machine. Asked twice with one askKey, an image needs to be
 * drawn once.
 */
export const askKey = (recipe: Recipe): string => keyOf(askOf(recipe))

/** The pixels: the ask, drawn on a kind of device in a precision. */
export const pixelKey = (recipe: Recipe): string =>
  keyOf({ ask: askKey(recipe), device: recipe.made.device, dtype: recipe.made.dtype })

/**
 * What of a request is known before it is planned, which needs the model. While persona and catalog stay as they are,
 * two requests of one item and persona with one requestKey have one pixelKey.
 */
export function requestKey({ settings, plan, made }: RequestSource): string {
  return keyOf({
    ...modelOf(made),
    ...sizeOf(made),
    settings: withEffect(
      settings,
      settingNames.filter(name => !["masks", "words"].includes(settingEntry(name).decides)),
    ),
    image: plan.item.imageHash,
    ...masksOf(plan),
    ...avoidedOf(plan),
    device: made.device,
    dtype: made.dtype,
  })
}

type RequestSource = Pick<Recipe, "settings"> & {
  plan: { item: Pick<Recipe["plan"]["item"], "imageHash">; masks: readonly MaskRef[] } & Pick<
    Recipe["plan"],
    "avoid"
  >
  made: Omit<Recipe["made"], "app" | "createdAt">
}

function askOf({ settings, plan, made, upscaler }: Recipe) {
  // Neighbours reach the pixels through the interest embedding alone.
  const fuses = fusesInterest({ settings, plan })
  const hashes = (neighbours: Recipe["plan"]["textNeighbours"]) => neighbours.map(({ hash }) => hash)
  return {
    ...modelOf(made),
    ...sizeOf(made),
    settings: withEffect(settings, settingsThatDecide("drawing")),
    text: plan.rewrite.text,
    image: plan.item.imageHash,
    preprocessing: plan.preprocessing,
    ...masksOf(plan),
    ...avoidedOf(plan),
    ...upscalerOf(upscaler),
    texts: fuses ? hashes(plan.textNeighbours) : [],
    images: fuses ? hashes(plan.imageNeighbours) : [],
  }
}

/** In any order, and by any name, masks protect the same; without any, a key is what it was before there were masks. */
function masksOf({ masks }: { masks: readonly MaskRef[] }) {
  const hashes = [...new Set(masks.map(({ hash }) => hash))].sort()
  return hashes.length > 0 ? { masks: hashes } : {}
}

/** Without words to avoid, a key is what it was before there were any. */
const avoidedOf = ({ avoid }: Pick<Recipe["plan"], "avoid">) => (avoid ? { avoid: avoid.text } : {})

/** Of an image as it was drawn, a key is what it was before there were upscalers. */
const upscalerOf = (upscaler: Recipe["upscaler"]) =>
  upscaler ? { upscaler: { hash: upscaler.hash, times: upscaler.times } } : {}

const modelOf = ({ arithmetic, pack, adapter, loras }: RequestSource["made"]) => ({
  arithmetic,
  pack: pack.hash,
  adapter: adapter?.hash ?? null,
  loras: loras.map(({ hash, strength }) => ({ hash, strength })),
})

const sizeOf = ({ seed, width, height }: RequestSource["made"]) => ({ seed, width, height })

/** The settings without those that are absent or have no effect. */
export function withEffect(
  settings: Partial<Settings>,
  names: readonly SettingName[] = settingNames,
): Partial<Record<SettingName, unknown>> {
  const same = (one: unknown = null, other: unknown = null) =>
    one === other || canonicalJson(one) === canonicalJson(other)
  const effective = names.filter(name => !same(settings[name], settingEntry(name).neutral))
  return Object.fromEntries(effective.map(name => [name, settings[name]]))
}

const namesThatDecide = (what: "plan" | "drawing"): SettingName[] =>
  settingNames.filter(name => settingEntry(name).decides === what)
const deciding = { plan: namesThatDecide("plan"), drawing: namesThatDecide("drawing") }

export const settingsThatDecide = (what: "plan" | "drawing"): readonly SettingName[] => deciding[what]

const keyOf = (what: object): string => sha256(canonicalJson(what))
