/** An address that means nothing here. */
import { Button } from "@mui/material"
import { Link } from "wouter"
import { paths } from "../app/paths.ts"
import { useTranslations } from "../app/translations.ts"
import { Screen } from "../ui/screen.tsx"
import { EmptyState } from "../ui/states.tsx"

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
