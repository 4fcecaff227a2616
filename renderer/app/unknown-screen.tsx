/** An address that means nothing here. */
import { Button } from "@mui/material"
import { useTranslations } from "use-intl"
import { Link } from "wouter"
import { Screen } from "../ui/screen.tsx"
import { EmptyState } from "../ui/states.tsx"
import { paths } from "./paths.ts"

export function UnknownScreen() {
  const t = useTranslations("common.unknownScreen")
  return (
    <Screen title={t("title")}>
      <EmptyState
        title={t("text")}
        action={
          <Button component={Link} href={paths.studio} variant="contained">
            {t("go")}
          </Button>
        }
      />
    </Screen>
  )
}
