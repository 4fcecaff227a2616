/** What the studio is running on, and what changed. */
import { eventIterator, oc } from "@orpc/contract"
import { z } from "zod"
import { logEntrySchema, logLevelSchema } from "../log.ts"
import { noteSchema } from "../note.ts"
import { problemSchema } from "../problem.ts"
import { structureKindSchema } from "../setting-values.ts"
import { deviceSchema } from "../settings.ts"
import { jobSchema } from "./jobs.ts"

export const attemptSchema = z.object({
  device: deviceSchema,
  ok: z.boolean(),
  /** Why it wasn't taken, or what it can't do. */
  reason: noteSchema.nullable(),
})

/** What a pack can do; a feature that is off says why in the pack's description. */
export const featuresSchema = z.object({
  /** IP-Adapter: the item's own image guides. */
  image: z.boolean(),
  /** Interest attention: without it λ2 is 0. */
  interest: z.boolean(),
  foreground: z.boolean(),
  /** A hint, made of the item's own picture, shows where things are. */
  structure: z.boolean(),
  /** A CLIP pair: zero-shot tags, search by meaning, CLIP score. */
  clip: z.boolean(),
  /** A LoRA of its own makes previews in few steps. */
  fewSteps: z.boolean(),
})

/** Of a pack that can do nothing but draw. */
export const noFeatures: Readonly<z.infer<typeof featuresSchema>> = {
  image: false,
  interest: false,
  foreground: false,
  structure: false,
  clip: false,
  fewSteps: false,
}

export const packSchema = z.object({
  id: z.string(),
  name: z.string(),
  hash: z.string(),
  licence: z.string(),
  origin: z.string(),
  nativeSize: z.object({ width: z.int(), height: z.int() }),
  /** The classifier-free guidance that suits it. */
  guidance: z.number(),
  /** How strongly structure guides where nobody says so. */
  structureScale: z.number(),
  /** The kinds of hints that it reads. */
  structureKinds: z.array(structureKindSchema),
  bytes: z.int(),
  features: featuresSchema,
  inUse: z.boolean(),
  /** Ships with the program and can't be removed. */
  shipped: z.boolean(),
  /** Why it can't be opened any more; of such a pack only name and id are known. */
  problem: problemSchema.nullable(),
})
export type PackView = z.infer<typeof packSchema>

export const statusSchema = z.object({
  version: z.string(),
  workspace: z.object({ name: z.string(), path: z.string(), items: z.int(), personas: z.int() }),
  scenarios: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      phi: z.string(),
      defaultTags: z.int(),
      defaultHistory: z.int(),
      items: z.int(),
    }),
  ),
  /** The model opens after the window does: `loading`, then `ready` or `failed`. */
  model: z.discriminatedUnion("state", [
    z.object({ state: z.literal("loading") }),
    z.object({
      state: z.literal("ready"),
      pack: packSchema,
      device: deviceSchema,
      attempts: z.array(attemptSchema),
      /** Items that have embeddings and tags; the others are being prepared. */
      prepared: z.int(),
      warnings: z.array(noteSchema),
    }),
    z.object({ state: z.literal("failed"), problem: problemSchema }),
  ]),
})
export type Status = z.infer<typeof statusSchema>

/** Something changed in the engine: screens that show it read it again. */
export const studioEventSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("changed"),
    what: z.enum([
      "status",
      "items",
      "masks",
      "layouts",
      "personas",
      "renders",
      "settings",
      "runs",
      "adapters",
      "loras",
      "upscalers",
      "models",
      "studies",
    ]),
  }),
  z.object({ type: z.literal("job"), job: jobSchema }),
  z.object({ type: z.literal("job-gone"), id: z.string() }),
])
export type StudioEvent = z.infer<typeof studioEventSchema>

export const app = {
  status: oc.output(statusSchema),
  events: oc.output(eventIterator(studioEventSchema)),
  /** The latest entries of the logs of engine, trainer and shell, oldest first. */
  logs: oc
    .input(z.object({ from: logLevelSchema.default("info"), limit: z.int().min(1).max(2000).default(500) }))
    .output(z.object({ entries: z.array(logEntrySchema) })),
  /** Text for a bug report: versions, devices, pack, last errors with stacks; no names of shoppers, no paths above the workspace. */
  diagnostics: oc.output(z.object({ text: z.string() })),
}
