/** How far a study is. */
import type { StudyView } from "../../native/contract/api/evaluation.ts"

/** In percent. */
export const shareOf = (progress: StudyView["progress"]): number =>
  progress?.total ? (100 * progress.done) / progress.total : 0
