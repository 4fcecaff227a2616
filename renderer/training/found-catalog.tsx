/** What was found of a catalog: what there is to learn from, and what keeps items from serving. */
import { Divider } from "@mui/material"
import { useFormatter } from "use-intl"
import type { TrainingCheck, TrainingSettings } from "../../native/contract/training.ts"
import { useJoin } from "../app/join.ts"
import { useTranslations } from "../app/translations.ts"
import { type Fact, Facts } from "./facts.tsx"
import { CostFacts } from "./start-panel.tsx"

export function FoundCatalog({ settings, found }: { settings: TrainingSettings; found: TrainingCheck }) {
  const t = useTranslations("training.check")
  const join = useJoin()
  const format = useFormatter()
  const count = (name: string, value: number): Fact => [name, format.number(value)]
  /** A count that is worth a second look when it isn't 0. */
  const flaw = (name: string, value: number, note?: string): Fact => [
    name,
    format.number(value),
    { flawed: value > 0, note: value > 0 ? note : undefined },
  ]
  const { brokenImages, brokenImageCount } = found
  const more = brokenImageCount - brokenImages.length
  return (
    <>
      <Facts
        of={[
          [t("source"), t(`sources.${found.source}`)],
          count(t("users"), found.users),
          count(t("items"), found.items),
          count(t("samples"), found.samples),
          count(t("heldOut"), found.heldOut),
        ]}
      />
      <Divider />
      <Facts
        of={[
          flaw(t("untagged"), found.untagged),
          flaw(t("unprepared"), found.unprepared),
          flaw(t("broken"), brokenImageCount, t("brokenOf", { names: join.list(brokenImages), more })),
          flaw(t("duplicates"), found.duplicateImages),
          flaw(t("duplicateTexts"), found.duplicateTexts),
          flaw(t("tooShort"), found.tooShort),
        ]}
      />
      <Divider />
      <CostFacts found={found} rows={settings.batch} />
    </>
  )
}
