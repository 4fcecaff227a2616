/** The settings of a fine-tuning as command-line flags. */
import type { Command } from "commander"
import { note } from "../contract/codes/index.ts"
import {
  type TeachingSettings,
  type TeachingSettingsInput,
  teachingRows,
  teachingSettingsSchema,
} from "../contract/teaching.ts"
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

type TeachingSetting = Exclude<keyof TeachingSettingsInput, "polite">

const teachingFlag = (
  setting: "word" | "class" | "text" | "rank" | "alpha" | "classPictures" | "priorWeight",
  name: string,
  value: string,
): Flag<TeachingSetting> => ({
  setting,
  flag: `--${name} <${value}>`,
  about: () => help(`teach.${setting}`),
})

const stepFlags = new Set(Object.keys(teachingSettingsSchema.shape))
const teachingFlags: readonly Flag<TeachingSetting>[] = [
  teachingFlag("text", "text", "text"),
  teachingFlag("rank", "rank", "count"),
  teachingFlag("alpha", "alpha", "number"),
  { setting: "convolutions", flag: "--convolutions", about: () => help("teach.convolutions") },
  { setting: "textEncoder", flag: "--text-encoder", about: () => help("teach.textEncoder") },
  teachingFlag("classPictures", "class-pictures", "count"),
  { setting: "classAlone", flag: "--class-alone", about: () => help("teach.classAlone") },
  teachingFlag("priorWeight", "prior-weight", "number"),
  ...(flags.filter(({ setting }) => stepFlags.has(setting)) as Flag<TeachingSetting>[]),
]
const wordFlags = [teachingFlag("word", "word", "word"), teachingFlag("class", "class", "words")]

const teachingTable = new FlagTable<TeachingSetting>(teachingSettingsSchema, [...wordFlags, ...teachingFlags])

/** Word and class have no default, and are asked for. */
export const withTeachingSettings = (command: Command): Command => {
  for (const { flag, about } of wordFlags) command.requiredOption(flag, about())
  return teachingTable.addTo(
    command,
    wordFlags.map(({ setting }) => setting),
  )
}

/** The settings that were given, checked. @throws StudioError settings.invalid */
export function readTeachingSettings(options: RawOptions, polite: boolean): TeachingSettings {
  const values = teachingTable.values(options) as TeachingSettingsInput
  const settings = teachingSettingsSchema.parse({ ...values, polite })
  refuseMicroBatch(settings.microBatch, teachingRows(settings))
  return settings
}

const table = new FlagTable<Setting>(trainingSettingsSchema, flags, presetsOf(["tags", "history"]))

export const withTrainingSettings = (command: Command): Command => table.addTo(command)

/** The settings that were given, checked. @throws StudioError settings.invalid */
export function readTrainingSettings(
  options: RawOptions,
  more: Pick<TrainingSettingsInput, "scenario" | "from" | "polite">,
): TrainingSettings {
  const settings = trainingSettingsSchema.parse({ ...table.values(options), ...more })
  refuseMicroBatch(settings.microBatch, settings.batch)
  return settings
}

function refuseMicroBatch(microBatch: number | undefined, batch: number): void {
  if (microBatch !== undefined && batch % microBatch !== 0)
    refuseIfAny([note("cli.micro_batch", { value: microBatch, batch })])
}
