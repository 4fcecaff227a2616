/** The settings of a fine-tuning as command-line flags. */
import type { Command } from "commander"
import { note } from "../contract/codes/index.ts"
import {
  type TrainingSettings,
  type TrainingSettingsInput,
  trainingSettingsSchema,
} from "../contract/training.ts"
import { type Flag, FlagTable, type RawOptions, refuseIfAny } from "./flags.ts"
import { flagsOf, presetsOf } from "./settings.ts"
import { help } from "./voice.ts"

type Setting = Exclude<keyof TrainingSettingsInput, "scenario" | "from" | "polite">

const flag = (
  setting: Exclude<Setting, "tags" | "history" | "neighbours">,
  name: string,
  value: string,
): Flag<Setting> => ({
  setting,
  flag: `--${name} <${value}>`,
  about: () => help(`train.${setting}`),
})

const flags: readonly Flag<Setting>[] = [
  flag("steps", "steps", "count"),
  flag("batch", "batch", "count"),
  flag("microBatch", "micro-batch", "count"),
  flag("learningRate", "lr", "number"),
  flag("schedule", "schedule", "name"),
  flag("warmUp", "warm-up", "steps"),
  flag("weightDecay", "weight-decay", "number"),
  flag("clip", "clip", "norm"),
  flag("average", "ema", "decay"),
  flag("lambda2", "lambda2", "number"),
  ...flagsOf(["tags", "history", "neighbours"]),
  flag("dropImage", "drop-image", "share"),
  flag("dropText", "drop-text", "share"),
  flag("dropBoth", "drop-both", "share"),
  flag("target", "target", "how"),
  flag("heldOut", "held-out", "share"),
  flag("validateEvery", "validate-every", "steps"),
  flag("drawEvery", "draw-every", "steps"),
  flag("saveEvery", "save-every", "steps"),
  flag("keep", "keep", "count"),
  flag("seed", "seed", "number"),
]

const table = new FlagTable<Setting>(trainingSettingsSchema, flags, presetsOf(["tags", "history"]))

export const withTrainingSettings = (command: Command): Command => table.addTo(command)

/** The settings that were given, checked. @throws StudioError settings.invalid */
export function readTrainingSettings(
  options: RawOptions,
  more: Pick<TrainingSettingsInput, "scenario" | "from" | "polite">,
): TrainingSettings {
  const settings = trainingSettingsSchema.parse({ ...table.values(options), ...more })
  const { batch, microBatch } = settings
  if (microBatch !== undefined && batch % microBatch !== 0)
    refuseIfAny([note("cli.micro_batch", { value: microBatch, batch })])
  return settings
}
