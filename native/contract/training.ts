/** A fine-tuning: what can be set, what is known of its data before it starts, and what a run has become. */
import { z } from "zod"
import { noteSchema } from "./note.ts"
import { problemSchema, storedNoteSchema } from "./problem.ts"
import { deviceSchema } from "./settings.ts"
import { settingsTable } from "./settings-table.ts"

const share = z.number().min(0).max(0.5)

/** The paper's settings (appendix A.2) where it names one. */
export const trainingSettingsSchema = z.object({
  steps: z.int().min(1).max(1_000_000).default(2000),
  /** Samples that one step learns from. */
  batch: z.int().min(1).max(256).default(16),
  /** Samples that are on the device at once; a step adds up as many as it needs. As many as fit when absent. */
  microBatch: z.int().min(1).max(256).optional(),
  learningRate: z.number().positive().max(1).default(1e-4),
  schedule: z.enum(["constant", "cosine"]).default("constant"),
  /** Steps until the learning rate is whole. */
  warmUp: z.int().min(0).max(100_000).default(0),
  weightDecay: z.number().min(0).max(1).default(0.01),
  /** The longest gradient, by its global norm; 0 leaves it as it is. */
  clip: z.number().min(0).max(1000).default(1),
  /** Decay of the moving average that is kept in place of the last weights; 0 keeps the weights. */
  average: z.number().min(0).lt(1).default(0),
  lambda2: settingsTable.lambda2.schema,
  /** H, k: the scenario's own when absent. */
  tags: settingsTable.tags.schema.unwrap().optional(),
  history: settingsTable.history.schema.unwrap().optional(),
  /** K. */
  neighbours: settingsTable.neighbours.schema,
  /** Shares of the samples whose image, text, or both are dropped, so that guidance works. */
  dropImage: share.default(0.05),
  dropText: share.default(0.05),
  dropBoth: share.default(0.05),
  /** How a picture becomes a target of the native size: its middle, or the whole of it on white. */
  target: z.enum(["crop", "keep-whole"]).default("crop"),
  /** Share of the users who are never trained on. */
  heldOut: z.number().min(0.02).max(0.5).default(0.1),
  /** Steps between two measurements on the held-out users, two sets of sample images (0: none), two checkpoints. */
  validateEvery: z.int().min(1).max(100_000).default(100),
  drawEvery: z.int().min(0).max(100_000).default(500),
  saveEvery: z.int().min(1).max(100_000).default(100),
  /** Checkpoints kept besides the best. */
  keep: z.int().min(1).max(20).default(2),
  seed: settingsTable.seed.schema,
  /** Only items of this scenario; all when null. */
  scenario: z.string().max(40).nullable().default(null),
  /** The adapter to go on from, by id; null starts from the pack's own weights. */
  from: z.string().max(100).nullable().default(null),
  /** Gives way to everything else on this machine. */
  polite: z.boolean().default(true),
})
export type TrainingSettings = z.output<typeof trainingSettingsSchema>
export type TrainingSettingsInput = z.input<typeof trainingSettingsSchema>

/** What is found before a run starts. */
export const trainingCheckSchema = z.object({
  /** Where histories come from: shoppers' interactions, or saved personas where there are none. */
  source: z.enum(["interactions", "personas"]),
  users: z.int(),
  /** Users (personas: items of one) that can be learned from, and that are held out. */
  samples: z.int(),
  heldOut: z.int(),
  items: z.int(),
  /** Items that samples or their neighbours would need, and why they can't serve. */
  untagged: z.int(),
  unprepared: z.int(),
  brokenImages: z.array(z.string()).max(20),
  brokenImageCount: z.int(),
  /** Items whose picture another item has too. */
  duplicateImages: z.int(),
  duplicateTexts: z.int(),
  /** Users left out: their history is too short. */
  tooShort: z.int(),
  device: deviceSchema,
  microBatch: z.int(),
  /** null while nothing on this device was measured. */
  seconds: z.number().nullable(),
  memoryBytes: z.int(),
  freeMemoryBytes: z.int(),
  diskBytes: z.int(),
  freeDiskBytes: z.int(),
  warnings: z.array(noteSchema),
  /** Why it can't start; empty when it can. */
  refusals: z.array(problemSchema),
})
export type TrainingCheck = z.infer<typeof trainingCheckSchema>

export const runStateSchema = z.enum([
  "queued",
  "preparing",
  "running",
  "paused",
  "done",
  "stopped",
  "failed",
])
export type RunState = z.infer<typeof runStateSchema>

const lossSchema = z.number().nullable()

/** A run in a list. */
export const runSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** `stopped`: ended early and kept. */
  state: runStateSchema,
  createdAt: z.iso.datetime(),
  /** Steps done. */
  step: z.int(),
  settings: trainingSettingsSchema,
  pack: z.object({ name: z.string(), hash: z.string() }),
  device: deviceSchema.nullable(),
  /** Samples at once, and how many times a step adds them up: memory that runs out halves the first. */
  microBatch: z.int().nullable(),
  accumulation: z.int().nullable(),
  samples: z.int(),
  heldOut: z.int(),
  /** Mean of the latest steps. */
  loss: lossSchema,
  /** Loss on the held-out users: before training, the lowest, and the step of the lowest. */
  firstValidation: lossSchema,
  bestValidation: lossSchema,
  bestStep: z.int().nullable(),
  secondsPerStep: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  /** Most memory so far. */
  memoryBytes: z.int().nullable(),
  /** What it is doing before its first step: “encoding 12 of 240”. */
  doing: storedNoteSchema.nullable(),
  /** What happened on the way that one should know: memory ran out, a checkpoint could not be read. */
  notes: z.array(storedNoteSchema),
  problem: storedNoteSchema.nullable(),
  /** Id of the adapter that it left. */
  adapter: z.string().nullable(),
})
export type Run = z.infer<typeof runSchema>

export const runCurvesSchema = z.object({
  losses: z.array(
    z.object({ step: z.int(), loss: z.number(), learningRate: z.number(), gradientNorm: z.number() }),
  ),
  validation: z.array(z.object({ step: z.int(), loss: z.number() })),
  /** Sample images of the fixed pairs, by the step they were drawn at; `picture` is their id for imageUrl. */
  drawn: z.array(z.object({ step: z.int(), item: z.string(), persona: z.string(), picture: z.string() })),
})
export type RunCurves = z.infer<typeof runCurvesSchema>
