import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"
import { z } from "zod"
import { type Recipe, recipeSchema } from "../contract/recipe.ts"
import { anyRecipeSchema } from "../contract/recipe-versions.ts"
import { settingEntry, settingNames } from "../contract/settings-table.ts"
import { askKey, pixelKey, requestKey } from "./recipe-key.ts"

const file = new URL("../engine/fixtures/version-1/images/recipe.json", import.meta.url)
const drawn = anyRecipeSchema.parse(JSON.parse(readFileSync(fileURLToPath(file), "utf8")))

const hash = "0123456789abcdef".repeat(4)

const avoid = { text: "blurry, dull", tokens: 5, limit: 77, cut: ["grey"] }

/** A recipe in which every field holds something. */
const full: Recipe = {
  ...drawn,
  settings: { ...drawn.settings, protect: ["logo"], excludedNeighbours: ["m1"], excludedHistory: ["m2"] },
  plan: {
    ...drawn.plan,
    pinned: ["neon"],
    banned: ["dull"],
    preprocessing: { ...drawn.plan.preprocessing, opacity: hash.replaceAll("0", "1") },
    masks: [{ name: "logo", hash }],
    avoid,
  },
  made: { ...drawn.made, loras: [{ name: "ink", hash, strength: 0.5 }] },
  layout: { name: "title", hash },
  upscaler: { name: "sharp", hash, times: 4 },
}

type Key = "ask" | "pixel" | "request"
const keys: Record<Key, (recipe: Recipe) => string> = { ask: askKey, pixel: pixelKey, request: requestKey }

/** Pixels that the persona and the catalog don't decide. */
const drawing: Key[] = ["ask", "pixel", "request"]
/** Pixels that the plan decides. */
const found: Key[] = ["ask", "pixel"]
/** What acts through the plan alone. */
const planning: Key[] = ["request"]
const machine: Key[] = ["pixel", "request"]
const nothing: Key[] = []

/** Of each field of a recipe: which keys another value changes, and such a value. A new field needs its line here. */
const fields: Record<string, [changes: Key[], value: unknown]> = {
  "settings.lambda1": [drawing, 0.25],
  "settings.lambda2": [drawing, 0.3],
  "settings.imageScale": [drawing, 0.5],
  "settings.structure": [drawing, 0.5],
  "settings.structureKind": [drawing, "tile"],
  "settings.structureOf": [drawing, "whole"],
  "settings.structureHint": [drawing, "a".repeat(64)],
  "settings.start": [drawing, 40],
  "settings.tags": [planning, 3],
  "settings.history": [planning, 7],
  "settings.neighbours": [planning, 9],
  "settings.steps": [drawing, 12],
  "settings.guidance": [drawing, 3],
  "settings.guidanceRescale": [drawing, 0.7],
  "settings.guidanceLow": [drawing, 0.1],
  "settings.guidanceHigh": [drawing, 0.8],
  // Of the words to avoid, the joined ones count.
  "settings.avoid": [nothing, "dull"],
  "settings.scheduler": [drawing, "dpmpp-2m"],
  "settings.fit": [planning, "paper"],
  "settings.excludeSelf": [planning, true],
  "settings.protect[]": [nothing, "title"],
  "settings.placeScale": [drawing, 0.5],
  "settings.placeX": [drawing, 0.1],
  "settings.placeY": [drawing, -0.1],
  "settings.protectWhole": [drawing, true],
  "settings.excludedNeighbours[]": [planning, "m9"],
  "settings.excludedHistory[]": [planning, "m9"],
  "plan.scenario.id": [nothing, "outfit"],
  "plan.scenario.phi": [nothing, "outfit"],
  "plan.item.id": [nothing, "m9"],
  "plan.item.imageHash": [drawing, hash],
  "plan.item.textHash": [nothing, hash],
  "plan.persona.pseudonym": [nothing, "Ada"],
  "plan.persona.history[]": [nothing, "m9"],
  "plan.tags.image[]": [nothing, "a tag"],
  "plan.tags.text[]": [nothing, "a tag"],
  "plan.tags.own[]": [nothing, "a tag"],
  "plan.tags.tagger": [nothing, "another"],
  "plan.interests[].tag": [nothing, "a tag"],
  "plan.interests[].count": [nothing, 1],
  "plan.interests[].pinned": [nothing, true],
  "plan.interests[].from[]": [nothing, "m9"],
  "plan.pinned[]": [nothing, "a tag"],
  "plan.banned[]": [nothing, "a tag"],
  "plan.rewrite.text": [found, "Another text."],
  "plan.rewrite.tokens": [nothing, 12],
  "plan.rewrite.limit": [nothing, 99],
  "plan.rewrite.cutTags[]": [nothing, "a tag"],
  "plan.rewrite.cutWords": [nothing, 9],
  "plan.textNeighbours[].id": [nothing, "m9"],
  "plan.textNeighbours[].similarity": [nothing, 0.123],
  "plan.textNeighbours[].hash": [found, hash],
  "plan.imageNeighbours[].id": [nothing, "m9"],
  "plan.imageNeighbours[].similarity": [nothing, 0.123],
  "plan.imageNeighbours[].hash": [found, hash],
  "plan.preprocessing.resize": [found, "crop"],
  "plan.preprocessing.foreground": [found, "network"],
  "plan.preprocessing.opacity": [found, hash],
  "plan.masks[].name": [nothing, "title"],
  "plan.masks[].hash": [drawing, hash.replaceAll("0", "1")],
  "plan.avoid.text": [drawing, "dull"],
  "plan.avoid.tokens": [nothing, 9],
  "plan.avoid.limit": [nothing, 99],
  "plan.avoid.cut[]": [nothing, "a tag"],
  "made.app": [nothing, "9.9.9"],
  "made.createdAt": [nothing, "2030-01-01T00:00:00.000Z"],
  "made.pack.name": [nothing, "another"],
  "made.pack.hash": [drawing, hash],
  "made.adapter.name": [nothing, "another"],
  "made.adapter.hash": [drawing, hash],
  "made.loras[].name": [nothing, "another"],
  "made.loras[].hash": [drawing, hash.replaceAll("0", "1")],
  "made.loras[].strength": [drawing, 1],
  "made.device": [machine, "webgpu"],
  "made.dtype": [machine, "float16"],
  "made.arithmetic": [drawing, 2],
  "made.seed": [drawing, 1],
  "made.width": [drawing, 128],
  "made.height": [drawing, 128],
  // A layout is laid over an image that was drawn without it.
  "layout.name": [nothing, "another"],
  "layout.hash": [nothing, hash.replaceAll("0", "1")],
  // An enlarged image is kept beside the drawn one.
  "upscaler.name": [nothing, "another"],
  "upscaler.hash": [found, hash.replaceAll("0", "1")],
  "upscaler.times": [found, 2],
}

/** The paths of all fields below a schema; `[]` is the first of a list. */
function pathsOf(schema: z.core.$ZodType, path = ""): string[] {
  if (schema instanceof z.ZodObject)
    return Object.entries(schema.shape).flatMap(([name, of]) => pathsOf(of, path ? `${path}.${name}` : name))
  if (schema instanceof z.ZodArray) return pathsOf(schema.element, `${path}[]`)
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodDefault || schema instanceof z.ZodOptional)
    return pathsOf(schema.unwrap(), path)
  return [path]
}

function changed(recipe: Recipe, path: string, value: unknown): Recipe {
  const copy = structuredClone(recipe)
  const steps = path.replaceAll("[]", ".0").split(".")
  const last = steps.pop()!
  // biome-ignore lint/suspicious/noExplicitAny: the path was read from the schema
  const holder = steps.reduce((at: any, step) => at[step], copy)
  expect(holder[last], path).toBeDefined()
  expect(holder[last], path).not.toEqual(value)
  holder[last] = value
  recipeSchema.parse(copy)
  return copy
}

test("every field of a recipe says which keys it decides", () => {
  const paths = pathsOf(recipeSchema).filter(path => path !== "version")
  expect(paths.toSorted()).toEqual(Object.keys(fields).toSorted())
})

test.each(Object.entries(fields))("%s", (path, [changes, value]) => {
  const other = changed(full, path, value)
  const differing = Object.entries(keys).filter(([, key]) => key(other) !== key(full))
  expect(differing.map(([name]) => name)).toEqual(changes)
})

test("the order of masks, and a mask that stands twice under two names, are no part of an ask", () => {
  const [one, other] = [
    { name: "a", hash },
    { name: "b", hash: hash.replaceAll("0", "1") },
  ]
  const keyWith = (...masks: Recipe["plan"]["masks"]) => askKey({ ...full, plan: { ...full.plan, masks } })
  expect(keyWith(one, other)).toBe(keyWith(other, one))
  expect(keyWith(one, { ...one, name: "c" })).toBe(keyWith(one))
  expect(keyWith(one, other)).not.toBe(keyWith(one))
})

test("the order of the neighbours is part of an ask, the order of a recipe's fields isn't", () => {
  const { textNeighbours } = full.plan
  const turned = { ...full, plan: { ...full.plan, textNeighbours: textNeighbours.toReversed() } }
  expect(askKey(turned)).not.toBe(askKey(full))
  const { version, settings, plan, made, upscaler } = full
  const reversed = Object.fromEntries(Object.entries(settings).toReversed()) as typeof settings
  expect(askKey({ upscaler: upscaler!, made, plan, settings: reversed, version })).toBe(askKey(full))
})

test("without λ2 no neighbour reaches the pixels", () => {
  const without = changed(full, "settings.lambda2", 0)
  const other = changed(without, "plan.textNeighbours[].hash", hash)
  expect(pixelKey(changed(other, "plan.imageNeighbours[].hash", hash))).toBe(pixelKey(without))
})

test("a setting that a recipe lacks is neutral, and changes no key", () => {
  for (const name of settingNames) {
    const { neutral } = settingEntry(name)
    if (!(name in drawn.settings) || neutral === undefined) continue
    const { [name as keyof Recipe["settings"]]: _, ...rest } = drawn.settings
    const lacking = anyRecipeSchema.parse({ ...drawn, settings: rest })
    expect(lacking.settings).toMatchObject({ [name]: neutral })
    const set = recipeSchema.parse({ ...drawn, settings: { ...drawn.settings, [name]: neutral } })
    for (const key of Object.values(keys)) expect(key(lacking), name).toBe(key(set))
  }
})

test("the keys of a recipe of version 1 stay as they are", () => {
  // Made with Python's json (sort_keys, no spaces) and hashlib of what the fields above say.
  expect(askKey(drawn)).toBe("8769c85dd9e9fa1b221fc734482fe4915904f67349d7141b061cda0ecda02bc7")
  expect(pixelKey(drawn)).toBe("14bcda0943d757e88eb7eaabc468e41d635c583464f07f239247b59ad43c5541")
})
