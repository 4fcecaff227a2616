/** What was found of a product: its pictures, its word, and the texts that it is taught with. */
import { Divider } from "@mui/material"
import { useFormatter } from "use-intl"
import { type TeachingCheck, type TeachingSettings, teachingRows } from "../../native/contract/teaching.ts"
import { useJoin } from "../app/join.ts"
import { useTranslations } from "../app/translations.ts"
import { type Fact, Facts } from "./facts.tsx"
import { CostFacts } from "./start-panel.tsx"

export function FoundProduct({ settings, found }: { settings: TeachingSettings; found: TeachingCheck }) {
  const t = useTranslations("training.teach.found")
  const join = useJoin()
  const format = useFormatter()
  const flaw = (name: string, names: readonly string[]): Fact => [
    name,
    format.number(names.length),
    { flawed: names.length > 0, note: names.length > 0 ? join.list(names) : undefined },
  ]
  return (
    <>
      <Facts
        of={[
          [t("pictures"), format.number(found.pictures)],
          [t("heldOut"), format.number(found.heldOut)],
          flaw(t("same"), found.same),
          flaw(t("unreadable"), found.unreadable),
        ]}
      />
      <Divider />
      <Facts
        of={[
          [t("text"), found.text],
          [t("classText"), found.classText],
          [t("pieces"), format.number(found.pieces)],
        ]}
      />
      <Divider />
      <CostFacts found={found} rows={teachingRows(settings)} />
    </>
  )
}
