import { useTranslations } from "use-intl"
import { Screen } from "../ui/screen.tsx"
import { LoadingState } from "../ui/states.tsx"

export default function HistoryScreen() {
  const t = useTranslations("common.nav")
  return (
    <Screen title={t("history")}>
      <LoadingState height={64} />
    </Screen>
  )
}
