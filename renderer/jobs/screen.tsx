import { useTranslations } from "use-intl"
import { Screen } from "../ui/screen.tsx"
import { LoadingState } from "../ui/states.tsx"

export default function JobsScreen() {
  const t = useTranslations("common.nav")
  return (
    <Screen title={t("jobs")}>
      <LoadingState height={64} />
    </Screen>
  )
}
