import { useTranslations } from "use-intl"
import { Screen } from "../ui/screen.tsx"
import { LoadingState } from "../ui/states.tsx"

export default function CatalogScreen() {
  const t = useTranslations("common.nav")
  return (
    <Screen title={t("catalog")}>
      <LoadingState height={64} />
    </Screen>
  )
}
