/** What an entry of the table of settings says. */
import type { z } from "zod"

interface SettingCommon {
  /** Its allowed values. Its default is the schema's; a setting without one is the pack's own when absent. */
  schema: z.ZodType
  /**
   * The value at which it changes nothing. Keys of recipes leave a setting out there, so that a new setting keeps the
   * keys of all that was drawn before it. A setting without a neutral value is always in the keys.
   */
  neutral?: unknown
  /**
   * What the setting decides: `plan`: tags, T* and neighbours, and pixels through them alone; `drawing`: pixels;
   * `model`, `masks`: which weights draw and which masks protect, so that keys hold their hashes in place of its value;
   * `words`: a part of the words to avoid, so that keys hold all of them in its place; `nothing`: no pixel.
   */
  decides: "plan" | "drawing" | "model" | "masks" | "words" | "nothing"
  /** Who may set another default than the schema's. */
  presetBy?: "scenario" | "pack"
  /**
   * `subject`: it names items of one persona's history or pool, so that another item or persona starts without it;
   * `call`: it says which pictures are made, so that a preset leaves it as it is.
   */
  belongsTo?: "subject" | "call"
  /** Where the studio shows it: always, under “More”, or with a control elsewhere than in the list of settings. */
  group: "main" | "more" | "elsewhere"
  /** The command-line flag with its value word, as commander writes it; none where a command has its own. */
  flag?: string
  /** Whether the flag may be given several times, each time with one value or a list. */
  repeatable?: true
  /** How the paper writes it. */
  symbol?: string
  /** How many values a sweep takes of it at most, and which it starts with (of a choice, all); none where it isn't swept. */
  sweep?: { most: number; start?: readonly number[] }
  /** Whether a study takes it; the others are what studies compare. */
  study?: true
  /** The part of the pack without which the setting is off: it stays neutral. */
  needs?: "interest" | "image" | "structure"
}

export interface NumberSetting extends SettingCommon {
  kind: "number"
  schema: z.ZodDefault<z.ZodNumber> | z.ZodOptional<z.ZodNumber>
  /** Range and step of its slider, which may be narrower than the schema; `good` is the zone that the paper found good. */
  slider?: { min: number; max: number; step: number; good?: readonly [from: number, to: number] }
  /** The values that the studio offers in place of a slider. */
  offered?: readonly number[]
}

export interface ChoiceSetting extends SettingCommon {
  kind: "choice"
  schema: z.ZodDefault<z.ZodEnum> | z.ZodOptional<z.ZodEnum>
}

export interface SwitchSetting extends SettingCommon {
  kind: "switch"
}

/** Words that the user writes. */
export interface TextSetting extends SettingCommon {
  kind: "text"
  schema: z.ZodDefault<z.ZodString>
}

/** A list, or the name of something in the workspace: its control and its flag know what it holds. */
export interface OtherSetting extends SettingCommon {
  kind: "list" | "name"
}

export type SettingEntry = NumberSetting | ChoiceSetting | SwitchSetting | TextSetting | OtherSetting
