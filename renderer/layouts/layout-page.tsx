/** One layout, read first. */
import ArrowBack from "@mui/icons-material/ArrowBack"
import { IconButton, Tooltip } from "@mui/material"
import { useQuery } from "@tanstack/react-query"
import { useLocation } from "wouter"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { useLayoutName } from "../shared/layout-name.ts"
import { Loaded } from "../ui/loaded.tsx"
import { Screen } from "../ui/screen.tsx"
import { LayoutEditor } from "./layout-editor.tsx"

export function LayoutPage({ name }: { name: string }) {
  const nameOf = useLayoutName()
  const view = useQuery(orpc.layouts.get.queryOptions({ input: { name } }))
  const status = useQuery(orpc.app.status.queryOptions())
  if (view.data && status.data && view.error === null) return <LayoutEditor view={view.data} />
  return (
    <Screen title={nameOf(name)} before={<BackToList />}>
      <Loaded query={view} loading={{ height: 320 }}>
        {() => null}
      </Loaded>
    </Screen>
  )
}

export function BackToList() {
  const t = useTranslations("layouts")
  const [, navigate] = useLocation()
  return (
    <Tooltip title={t("back")}>
      <IconButton aria-label={t("back")} onClick={() => navigate("/")} edge="start">
        <ArrowBack />
      </IconButton>
    </Tooltip>
  )
}
