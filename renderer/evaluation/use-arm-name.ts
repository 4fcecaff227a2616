/** Names of what is compared, in the page's language. A series' arms are signs and numbers in all of them. */
import { useTranslations } from "use-intl"
import type { PageWords } from "../../native/words/page.ts"

type Known = keyof PageWords["evaluation"]["arms"]

export function useArmName(): (arm: { id: string; name: string }) => string {
  const t = useTranslations("evaluation.arms")
  return ({ id, name }) => (t.has(id as Known) ? t(id as Known) : name)
}
