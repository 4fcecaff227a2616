/** Names of what is compared, in the page's language. */
import { useMessages } from "use-intl"
import type { StudyName } from "../../native/contract/evaluation.ts"
import { armName } from "../../native/words/arm-name.ts"

export function useArmName(study: StudyName): (arm: { id: string }) => string {
  const { arms } = useMessages().evaluation
  return ({ id }) => armName(arms, study, id)
}
