import { useTranslations } from "use-intl"
import { Screen } from "../ui/screen.tsx"
import { LoadingState } from "../ui/states.tsx"

export default function StudioScreen() {
  const t = useTranslations("common.nav")
  return (
    <Screen title={t("studio")}>
      <LoadingState height={64} />
    </Screen>
  )
}
