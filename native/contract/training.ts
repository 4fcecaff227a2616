/** A fine-tuning: what can be set, what is known of its data before it starts, and what a run has become. */
import { z } from "zod"
import { storedNoteSchema } from "./problem.ts"
import { runCostSchema } from "./run-cost.ts"
import { deviceSchema } from "./settings.ts"
import { settingsTable } from "./settings-table.ts"
import { stepSettings } from "./step-settings.ts"
import { teachingRows, teachingSettingsSchema } from "./teaching.ts"

const share = z.number().min(0).max(0.5)

/** The paper's settings (appendix A.2) where it names one. */
export const trainingSettingsSchema = z.object({
  ...stepSettings,
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
  /** Share of the users who are never trained on. */
  heldOut: z.number().min(0.02).max(0.5).default(0.1),
  /** Only items of this scenario; all when null. */
  scenario: z.string().max(40).nullable().default(null),
  /** The adapter to go on from, by id; null starts from the pack's own weights. */
  from: z.string().max(100).nullable().default(null),
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
  ...runCostSchema.shape,
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

const runFields = {
  id: z.string(),
  name: z.string(),
  /** `stopped`: ended early and kept. */
  state: runStateSchema,
  createdAt: z.iso.datetime(),
  /** Steps done. */
  step: z.int(),
  pack: z.object({ name: z.string(), hash: z.string() }),
  device: deviceSchema.nullable(),
  /** Samples at once, and how many times a step adds them up: memory that runs out halves the first. */
  microBatch: z.int().nullable(),
  accumulation: z.int().nullable(),
  samples: z.int(),
  heldOut: z.int(),
  /** Mean of the latest steps. */
  loss: lossSchema,
  /** Loss on what is held out: before training, the lowest, and the step of the lowest. */
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
  /** What it left: the id of an adapter, or of a product the name of a LoRA. */
  adapter: z.string().nullable(),
  lora: z.string().nullable().default(null),
}

/** Learns the look of a catalog and its shoppers' interests. */
const interestsRunSchema = z.object({
  kind: z.literal("interests"),
  ...runFields,
  settings: trainingSettingsSchema,
})

/** Learns one product by a word. */
const productRunSchema = z.object({
  kind: z.literal("product"),
  ...runFields,
  settings: teachingSettingsSchema,
})

/** A run in a list. */
export const runSchema = z.discriminatedUnion("kind", [interestsRunSchema, productRunSchema])
export type InterestsRun = z.infer<typeof interestsRunSchema>
export type ProductRun = z.infer<typeof productRunSchema>
export type Run = InterestsRun | ProductRun

/** What of a run changes on its way. */
export type RunChange = Partial<Pick<Run, Exclude<keyof typeof runFields, "id" | "name" | "createdAt">>>

/** A run as it is kept: those of older versions have no kind. */
export const storedRunSchema = z.preprocess(
  run => (typeof run === "object" && run !== null && !("kind" in run) ? { kind: "interests", ...run } : run),
  runSchema,
)

/** What a run does: its kind, and the settings of that. */
export type RunTask = Pick<InterestsRun, "kind" | "settings"> | Pick<ProductRun, "kind" | "settings">

/** Samples that one step of a run learns from: of a product, as many pictures of its class beside its own. */
export const rowsOf = (task: RunTask): number =>
  task.kind === "product" ? teachingRows(task.settings) : task.settings.batch

export const runCurvesSchema = z.object({
  losses: z.array(
    z.object({ step: z.int(), loss: z.number(), learningRate: z.number(), gradientNorm: z.number() }),
  ),
  validation: z.array(z.object({ step: z.int(), loss: z.number() })),
  /** Sample images of the fixed pairs, by the step they were drawn at; `picture` is their id for imageUrl. */
  drawn: z.array(
    z.object({
      step: z.int(),
      /** Of a run that learns a product, the text alone. */
      item: z.string().optional(),
      persona: z.string().optional(),
      text: z.string().optional(),
      picture: z.string(),
    }),
  ),
})
export type RunCurves = z.infer<typeof runCurvesSchema>
