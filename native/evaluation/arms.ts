/** The arms of a study: ways of making a picture that are compared, each the whole road with something changed. */
import type { ImageStudyName } from "../contract/evaluation.ts"
import type { SettingsInput } from "../contract/settings.ts"
import type { Pack } from "../models/pack.ts"
import type { RoadPart } from "../personalize/session.ts"
import type { Studio } from "../personalize/studio.ts"
import { armNamesIn } from "../words/report-texts.ts"

export interface Arm {
  /** Names it; what people call it is in native/words/report-texts.ts. */
  id: string
  /** Its place on the axis of a series; null where arms have no order. */
  value: number | null
  /** Whether it draws; else it is the original picture itself. */
  draws: boolean
  /** How its settings differ from the study's. */
  settings: Pick<SettingsInput, "lambda1" | "lambda2" | "imageScale" | "tags" | "structure" | "loras">
  /** Whether the subject of the item's picture is kept as it is. */
  protects?: true
  /** The part of the road that it leaves out. */
  without?: RoadPart
  /** Whether the fine-tuned adapter draws, not the pack's own. */
  tuned: boolean
  /** The word of a taught LoRA, put before the item's text. */
  word?: string | undefined
  /** Another pack that draws in place of the study's. */
  pack?: Pack
}

const whole: Arm = { id: "i-am-g", value: null, draws: true, settings: {}, tuned: false }

/** The arm that others are compared with. */
export const reference = whole.id

/** The arm that is the original picture itself. */
export const original = "original"

/** Ids of the program's own arms, which no arm of a user may have. */
const ownArms: ReadonlySet<string> = new Set(Object.keys(armNamesIn("en")))

export const isOwnArm = (name: string): boolean => ownArms.has(name.toLowerCase())

const originalPicture: Arm = { ...whole, id: original, draws: false }

const plainText: Arm = {
  ...whole,
  id: "text",
  settings: { imageScale: 0, lambda2: 0, structure: 0 },
  without: "rewrite",
}

const ipAdapter: Arm = {
  ...whole,
  id: "ip-adapter",
  settings: { lambda2: 0, structure: 0 },
  without: "rewrite",
}

const withoutForeground: Arm = {
  ...whole,
  id: "no-foreground",
  without: "foreground",
}

const withoutRewrite: Arm = { ...whole, id: "no-rewrite", without: "rewrite" }

const withoutInterest: Arm = {
  ...whole,
  id: "no-interest",
  settings: { lambda2: 0 },
}

/** As the paper's method, which has none; a pack may use it where nobody says otherwise. */
const withoutStructure: Arm = {
  ...whole,
  id: "no-structure",
  settings: { structure: 0 },
}

/** How strongly structure guides in the arms that compare it. */
const strengths = [0.25, 0.5, 0.75, 1]
/** With the subject protected. */
const strengthOfBoth = 0.5

/** What of the item can be kept, with this pack. */
function keepingArms({ pack }: Studio, tuned: boolean): Arm[] {
  const structured = (structure: number, more: Pick<Arm, "id" | "protects">): Arm => ({
    ...whole,
    ...more,
    settings: { structure },
    tuned,
  })
  const hasStructure = pack.structureKinds.length > 0
  const hasSubject = pack.has("foreground")
  return [
    originalPicture,
    structured(0, { id: whole.id }),
    ...(hasStructure ? strengths.map(value => structured(value, { id: `structure-${100 * value}` })) : []),
    ...(hasSubject ? [structured(0, { id: "protected", protects: true })] : []),
    ...(hasStructure && hasSubject
      ? [structured(strengthOfBoth, { id: "protected-structure", protects: true })]
      : []),
  ]
}

const series = (setting: "lambda1" | "lambda2" | "tags", values: readonly number[], tuned: boolean): Arm[] =>
  values.map(value => ({
    ...whole,
    id: `${value}`,
    value,
    settings: { [setting]: value },
    tuned,
  }))

/**
 * The arms of each study, in the order in which they are shown; without those that leave out what the studio that draws
 * hasn't. `tuned`: a fine-tuned adapter is compared too. `baselines` stand before I-AM-G, as in the paper's tables.
 */
export function armsOf(
  study: ImageStudyName,
  studio: Studio,
  tuned: boolean,
  baselines: readonly Arm[] = [],
): Arm[] {
  const { pack, pipeline } = studio
  switch (study) {
    case "methods": {
      const own = [originalPicture, plainText, ipAdapter, ...baselines, whole]
      return tuned ? [...own, { ...whole, id: "tuned", tuned }] : own
    }
    case "ablation":
      return [
        whole,
        ...(pack.has("foreground") ? [withoutForeground] : []),
        withoutRewrite,
        ...(pipeline.fusesInterest ? [withoutInterest] : []),
        ...(pack.manifest.structureScale > 0 ? [withoutStructure] : []),
      ].map(one => ({ ...one, tuned }))
    case "lambda1":
      return series("lambda1", [0, 0.25, 0.5, 0.75, 1], tuned)
    case "lambda2":
      return series("lambda2", [0, 0.1, 0.2, 0.3, 0.5, 0.7], tuned)
    case "tags":
      return series("tags", [0, 2, 4, 6, 8, 12], tuned)
    case "keep":
      return keepingArms(studio, tuned)
  }
}
