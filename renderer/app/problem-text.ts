/** Codes in the page's words. */
import { useMemo } from "react"
import { useLocale } from "use-intl"
import type { Note } from "../../native/contract/note.ts"
import type { Problem } from "../../native/contract/problem.ts"
import { type Say, sayIn, type Translate } from "../../native/words/say.ts"
import type { ErrorWords } from "../../native/words/words-of.ts"
import { problemOf } from "./problem.ts"
import { useTranslations } from "./translations.ts"

/** @example const say = useSay(); <Typography>{say(warning)}</Typography> */
export function useSay(): Say {
  const t = useTranslations("said")
  const locale = useLocale()
  return useMemo(() => sayIn(locale, t as unknown as Translate), [locale, t])
}

/** @example const textOf = useProblemText(); notify({ text: textOf(error).message, kind: "error" }) */
export function useProblemText(): (error: unknown) => ErrorWords & { code: string } {
  const say = useSay()
  return useMemo(
    () => error => {
      const problem: Problem = isNote(error) ? error : problemOf(error)
      return { code: problem.code, ...say.error(problem) }
    },
    [say],
  )
}

const isNote = (value: unknown): value is Note =>
  typeof value === "object" &&
  value !== null &&
  !(value instanceof Error) &&
  "code" in value &&
  "details" in value
