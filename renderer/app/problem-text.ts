/** What to say about a problem: ours in the page's language where it has a text, else the engine's own English sentence. */
import { useCallback } from "react"
import { useTranslations } from "use-intl"
import type { Problem } from "../../native/contract/problem.ts"
import { valuesOf } from "../strings/values.ts"
import { problemOf } from "./problem.ts"

/** @example const textOf = useProblemText(); notify({ text: textOf(error).message, kind: "error" }) */
export function useProblemText(): (error: unknown) => Problem {
  // Which codes have a text depends on the language.
  const t = useTranslations("problems") as unknown as AnyTranslator
  return useCallback(
    error => {
      const problem = isProblem(error) ? error : problemOf(error)
      const values: Values = {}
      for (const [name, value] of Object.entries(problem.details ?? {}))
        values[name] = Array.isArray(value) ? value.join(t("separator")) : value
      const message = `${problem.code}.message`
      const next = `${problem.code}.next`
      const canSay = (key: string) => t.has(key) && valuesOf(t.raw(key)).every(name => name in values)
      if (!canSay(message) || !canSay(next)) return problem
      return { ...problem, message: t(message, values), next: t(next, values) }
    },
    [t],
  )
}

type Values = Record<string, string | number>

interface AnyTranslator {
  (key: string, values?: Values): string
  has(key: string): boolean
  raw(key: string): string
}

const isProblem = (value: unknown): value is Problem =>
  typeof value === "object" &&
  value !== null &&
  !(value instanceof Error) &&
  "code" in value &&
  "message" in value &&
  "next" in value
