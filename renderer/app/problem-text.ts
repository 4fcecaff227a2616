/** What to say about a problem: the engine's own sentence, in English, or ours for the common ones in every language. */
import { useLocale, useMessages, useTranslations } from "use-intl"
import type { Messages } from "../strings/index.ts"
import { problemOf, type ShownProblem } from "./problem.ts"

/** @example const textOf = useProblemText(); notify({ text: textOf(error).message, kind: "error" }) */
export function useProblemText(): (error: unknown) => ShownProblem {
  const t = useTranslations("common.problem.codes")
  const codes = (useMessages() as { common: { problem: { codes: object } } }).common.problem.codes
  const locale = useLocale()
  // The engine speaks English, and says more of each case than we can.
  const isOurs = (key: string): key is OurCode =>
    Object.hasOwn(codes, key) && (locale !== "en" || key.startsWith("page_"))
  return error => {
    const problem = isProblem(error) ? error : problemOf(error)
    const key = problem.code.replaceAll(".", "_")
    if (!isOurs(key)) return problem
    return { ...problem, message: t(`${key}.message`), next: t(`${key}.next`) }
  }
}

type OurCode = keyof Messages["common"]["problem"]["codes"]

const isProblem = (value: unknown): value is ShownProblem =>
  typeof value === "object" &&
  value !== null &&
  !(value instanceof Error) &&
  "code" in value &&
  "message" in value &&
  "next" in value
