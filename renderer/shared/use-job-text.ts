/** What a job works on, how far it is and what it did, in the page's language. */

import { isOver, type Job } from "../../native/contract/api/jobs.ts"
import { studyNameSchema } from "../../native/contract/evaluation.ts"
import { type JobFigures, jobKinds, showsFigures } from "../../native/contract/job-kinds.ts"
import { useTranslations } from "../app/translations.ts"

interface JobText {
  title(job: Job): string
  /** Empty before anything is counted. */
  progress(job: Job): string
  /** Empty unless it is over and has figures. */
  outcome(job: Job): string
}

export function useJobText(): JobText {
  const t = useTranslations("jobs")
  const studies = useTranslations("evaluation.studies")
  return {
    title: ({ kind, title }) => {
      if (title === "") return t("wholeCatalog")
      const study = kind === "evaluate" ? studyNameSchema.safeParse(title).data : undefined
      return study ? studies(study) : title
    },
    progress: ({ progress: { done, total, unit } }) => {
      if (unit === "") return ""
      if (unit === "saving") return t("saving")
      const values = { done, unit: t(`units.${unit}`) }
      return total === null ? t("progressUnknown", values) : t("progress", { ...values, total })
    },
    outcome: ({ kind, state, figures }) => {
      if (!isOver(state) || !showsFigures(kind)) return ""
      // A job that failed has none, and one of another version may have others.
      const known = kind === "export" ? { held: 0, images: 0, ...figures } : figures
      const isComplete = jobKinds[kind].figures.every(name => name in known)
      return isComplete ? t(`outcomes.${kind}`, known as JobFigures<typeof kind>) : ""
    },
  }
}
