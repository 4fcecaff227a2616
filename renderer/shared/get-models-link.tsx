/** Goes to the published models in the settings. */
import { Link as Anchor } from "@mui/material"
import { Link } from "wouter"
import { paths } from "../app/paths.ts"
import { useTranslations } from "../app/translations.ts"

export function GetModelsLink() {
  const t = useTranslations("models")
  return (
    <>
      {" "}
      <Anchor component={Link} href={`~${paths.models}`} underline="always">
        {t("getModels")}
      </Anchor>
    </>
  )
}
