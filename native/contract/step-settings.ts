/** What every kind of training run sets: its steps, and how they are measured, drawn and kept. */
import { z } from "zod"
import { settingsTable } from "./settings-table.ts"

export const stepSettings = {
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
  /** How a picture becomes a target of the native size: its middle, or the whole of it on white. */
  target: z.enum(["crop", "keep-whole"]).default("crop"),
  /** Steps between two measurements on what is held out, two sets of sample images (0: none), two checkpoints. */
  validateEvery: z.int().min(1).max(100_000).default(100),
  drawEvery: z.int().min(0).max(100_000).default(500),
  saveEvery: z.int().min(1).max(100_000).default(100),
  /** Checkpoints kept besides the best. */
  keep: z.int().min(1).max(20).default(2),
  seed: settingsTable.seed.schema,
  /** Gives way to everything else on this machine. */
  polite: z.boolean().default(true),
}
const stepSettingsSchema = z.object(stepSettings)
export type StepSettings = z.output<typeof stepSettingsSchema>
