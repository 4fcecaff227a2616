/**
 * The page's words, as use-intl has them. Values in a text are isolated: a name with bidirectional controls, or in a script that
 * runs from right to left, turns nothing of the sentence around it.
 */
import { useMemo } from "react"
import { useTranslations as useWords } from "use-intl"
import { isolating, type Translator } from "../../native/words/isolate.ts"

/** @example const t = useTranslations("catalog"); t("count", { count: 3 }) */
export const useTranslations = ((namespace?: never) => {
  const words = useWords(namespace)
  return useMemo(() => isolating(words as unknown as Translator), [words])
}) as unknown as typeof useWords
