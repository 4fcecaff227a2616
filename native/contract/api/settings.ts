/** The settings of the program: appearance, device, packs, tagger. */
import { oc } from "@orpc/contract"
import { z } from "zod"
import { layoutNameSchema } from "../layout.ts"
import { noteSchema } from "../note.ts"
import { avoidedTextSchema } from "../setting-values.ts"
import { deviceSchema, precisionSchema } from "../settings.ts"
import { attemptSchema, packSchema } from "./app.ts"
import { handleSchema } from "./common.ts"

const taggerSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("built-in") }),
  z.object({
    kind: z.literal("endpoint"),
    /** An OpenAI-compatible endpoint. */
    url: z.url().max(300),
    model: z.string().min(1).max(120),
    /** The user agreed that pictures and texts go to this host; needed for hosts other than this machine. */
    consent: z.boolean().default(false),
  }),
])

export const appSettingsSchema = z.object({
  theme: z.enum(["system", "light", "dark"]).default("system"),
  language: z.enum(["system", "en", "zh-Hans"]).default("system"),
  device: z.union([z.literal("auto"), deviceSchema]).default("auto"),
  precision: precisionSchema.default("auto"),
  /** Id of the pack in use. */
  pack: z.string().default("starter"),
  tagger: taggerSchema.default({ kind: "built-in" }),
  /** The layout that the studio's stage shows over items of a scenario, by its id; none where it has none. */
  layouts: z.record(z.string().max(100), layoutNameSchema).default({}),
  /** The hub that models come from; empty for the usual one. */
  mirror: z.string().trim().max(300).default(""),
})
export type AppSettings = z.output<typeof appSettingsSchema>

/** With what the program keeps elsewhere. */
const wholeSettingsSchema = appSettingsSchema.extend({
  endpointKeySet: z.boolean(),
  /** Words that no picture of the workspace should show. */
  houseWords: avoidedTextSchema,
})
export type WholeSettings = z.output<typeof wholeSettingsSchema>

const packId = z.object({ id: z.string().min(1).max(100) })

/** A folder that could become a pack, looked into and not yet added. */
const packCheckSchema = z.object({
  name: z.string(),
  licence: z.string(),
  origin: z.string(),
  bytes: z.int(),
  features: packSchema.shape.features,
  /** What is missing or off. */
  notes: z.array(noteSchema),
})

export const settings = {
  get: oc.output(wholeSettingsSchema),
  /** Saves the given settings. A pack, a device or a precision opens the model again, even the same device: it is tried once more. */
  set: oc
    .input(
      z
        .object({
          theme: appSettingsSchema.shape.theme.unwrap(),
          language: appSettingsSchema.shape.language.unwrap(),
          device: appSettingsSchema.shape.device.unwrap(),
          precision: appSettingsSchema.shape.precision.unwrap(),
          pack: appSettingsSchema.shape.pack.unwrap(),
          tagger: appSettingsSchema.shape.tagger.unwrap(),
          layouts: appSettingsSchema.shape.layouts.unwrap(),
          mirror: appSettingsSchema.shape.mirror.unwrap(),
          houseWords: avoidedTextSchema,
        })
        .partial(),
    )
    .output(wholeSettingsSchema),
  /** The endpoint's key goes to the system's key store, never back to the page; empty forgets it. @throws endpoint.other_host */
  setEndpointKey: oc
    .input(z.object({ host: z.string().max(300), key: z.string().max(500) }))
    .output(z.object({ endpointKeySet: z.boolean() })),
  /** Tags one item with the tagger as set, and says how long it took. */
  testTagger: oc.output(
    z.object({ tagger: z.string(), item: z.string(), tags: z.array(z.string()), seconds: z.number() }),
  ),
  /** Tags again everything that the tagger in use hasn't seen. */
  retag: oc.output(z.object({ job: z.uuid() })),
  /** The devices that were tried for the open model, or why none works. */
  devices: oc.output(z.array(attemptSchema)),
}

export const packs = {
  list: oc.output(z.array(packSchema)),
  check: oc.input(z.object({ handle: handleSchema })).output(packCheckSchema),
  /** Adds a folder as a pack; it stays where it is. */
  add: oc.input(z.object({ handle: handleSchema })).output(packSchema),
  /** Takes a pack off the list; its files stay. */
  remove: oc.input(packId).output(z.array(packSchema)),
}
