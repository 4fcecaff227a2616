/** Words that no picture of the workspace should show. */
import { mostAvoided } from "../../native/contract/setting-values.ts"
import { useTranslations } from "../app/translations.ts"
import { TextLineField } from "../ui/text-line-field.tsx"
import { Section } from "./section.tsx"
import { type KeptSettings, useSet } from "./use-set.ts"

export function HouseWords({ settings: { houseWords } }: { settings: KeptSettings }) {
  const t = useTranslations("settings")
  const set = useSet()
  return (
    <Section title={t("houseWords")} text={t("houseWordsText")}>
      <TextLineField
        label={t("houseWords")}
        help={t("houseWordsHelp")}
        most={mostAvoided}
        value={houseWords}
        onCommit={value => set.mutate({ houseWords: value })}
      />
    </Section>
  )
}
