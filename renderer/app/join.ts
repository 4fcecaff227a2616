/** Puts texts together as the page's language does. */
import { useMemo } from "react"
import { isolated } from "../../native/words/isolate.ts"
import { useTranslations } from "./translations.ts"

export interface Join {
  /** A name and what it is: “Seed: 7”. */
  pair(name: string, value: string): string
  list(texts: readonly string[]): string
  /** Parts of one description. */
  phrases(texts: readonly string[]): string
  /** Whole sentences, one after another; empty ones are left out. */
  sentences(texts: readonly string[]): string
}

/** @example const join = useJoin(); join.list(tags) */
export function useJoin(): Join {
  const t = useTranslations("common.join")
  return useMemo(
    () => ({
      pair: (name, value) => t("pair", { name, value }),
      list: texts => texts.map(isolated).join(t("list")),
      phrases: texts => texts.map(isolated).join(t("phrase")),
      sentences: texts => texts.filter(Boolean).join(t("sentence")),
    }),
    [t],
  )
}
