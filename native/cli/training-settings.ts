/** The settings of a fine-tuning as command-line flags. */
import type { Command } from "commander"
import { note } from "../contract/codes/index.ts"
import { StudioError } from "../contract/errors.ts"
import {
  type TrainingSettings,
  type TrainingSettingsInput,
  trainingSettingsSchema,
} from "../contract/training.ts"
import { type Flag, FlagTable, type RawOptions } from "./flags.ts"
import { defaultsOf, flagsOf } from "./settings.ts"

type Setting = Exclude<keyof TrainingSettingsInput, "scenario" | "from" | "polite">

const flag = (setting: Setting, name: string, value: string, about: string): Flag<Setting> => ({
  setting,
  flag: `--${name} <${value}>`,
  about,
})

const flags: readonly Flag<Setting>[] = [
  flag("steps", "steps", "count", "updates"),
  flag("batch", "batch", "count", "samples that an update learns from"),
  flag(
    "microBatch",
    "micro-batch",
    "count",
    "samples at once, a divisor of the batch; as many as fit if left out",
  ),
  flag("learningRate", "lr", "number", "learning rate"),
  flag("schedule", "schedule", "name", "learning rate over the run"),
  flag("warmUp", "warm-up", "steps", "updates until the learning rate is whole"),
  flag("weightDecay", "weight-decay", "number", "decoupled weight decay"),
  flag("clip", "clip", "norm", "longest gradient; 0 leaves it as it is"),
  flag("average", "ema", "decay", "keeps the moving average of the weights; 0 keeps the weights"),
  flag("lambda2", "lambda2", "number", "λ2 while training"),
  ...flagsOf(["tags", "history", "neighbours"]),
  flag("dropImage", "drop-image", "share", "samples without image"),
  flag("dropText", "drop-text", "share", "samples without text"),
  flag("dropBoth", "drop-both", "share", "samples without either"),
  flag("target", "target", "how", "how pictures become square"),
  flag("heldOut", "held-out", "share", "users who are only measured"),
  flag("validateEvery", "validate-every", "steps", "updates between two measurements"),
  flag("drawEvery", "draw-every", "steps", "updates between two sets of sample images; 0 draws none"),
  flag("saveEvery", "save-every", "steps", "updates between two checkpoints"),
  flag("keep", "keep", "count", "checkpoints kept"),
  flag("seed", "seed", "number", "decides every chance"),
]

const table = new FlagTable<Setting>(trainingSettingsSchema, flags, defaultsOf(["tags", "history"]))

export const withTrainingSettings = (command: Command): Command => table.addTo(command)

/** The settings that were given, checked. @throws StudioError settings.invalid */
export function readTrainingSettings(
  options: RawOptions,
  more: Pick<TrainingSettingsInput, "scenario" | "from" | "polite">,
): TrainingSettings {
  const { values, problems } = table.read(options)
  if (problems.length > 0) throw new StudioError("settings.invalid", { problems })
  const settings = trainingSettingsSchema.parse({ ...values, ...more })
  const { batch, microBatch } = settings
  if (microBatch !== undefined && batch % microBatch !== 0) {
    throw new StudioError("settings.invalid", {
      problems: [note("cli.micro_batch", { value: microBatch, batch })],
    })
  }
  return settings
}
