/** For tests: a study of a few images, quickly drawn. */
import {
  type EvaluationSettings,
  type EvaluationSettingsInput,
  evaluationSettingsSchema,
} from "../contract/evaluation.ts"

export const smallStudy = (settings: EvaluationSettingsInput): EvaluationSettings =>
  evaluationSettingsSchema.parse({ users: 3, heldOut: 0.5, steps: 1, ...settings })

/** For studies without another pack. */
export const noPacks = () => null
