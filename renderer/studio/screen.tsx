/** The studio, or why there is nothing to personalise yet. */
import AutoAwesomeOutlined from "@mui/icons-material/AutoAwesomeOutlined"
import { Button } from "@mui/material"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { useTranslations } from "use-intl"
import { useLocation } from "wouter"
import { paths } from "../app/paths.ts"
import { orpc } from "../app/rpc.ts"
import { Screen } from "../ui/screen.tsx"
import { EmptyState, LoadingState, ProblemState } from "../ui/states.tsx"
import { useDraft } from "./draft.ts"
import { useFirstChoice } from "./use-first-choice.ts"
import { Workbench } from "./workbench.tsx"

export default function StudioScreen() {
  const t = useTranslations("studio")
  const [, navigate] = useLocation()
  const [problem, setProblem] = useState<unknown>(null)
  const { data: status } = useQuery(orpc.app.status.queryOptions())
  const { item, persona } = useDraft()
  useFirstChoice(status, setProblem)

  if (problem !== null)
    return (
      <Screen title={t("title")}>
        <ProblemState problem={problem} action={{ label: t("again"), run: () => setProblem(null) }} />
      </Screen>
    )
  if (status?.workspace.items === 0)
    return (
      <Screen title={t("title")}>
        <EmptyState
          icon={<AutoAwesomeOutlined />}
          title={t("empty")}
          text={t("emptyText")}
          action={
            <Button variant="contained" onClick={() => navigate(`~${paths.import}`)}>
              {t("import")}
            </Button>
          }
        />
      </Screen>
    )
  if (!item)
    return (
      <Screen title={t("title")}>
        <LoadingState count={3} height={160} />
      </Screen>
    )
  if (!persona)
    return (
      <Screen title={t("title")}>
        <EmptyState
          title={t("noPersona")}
          text={t("noPersonaText")}
          action={
            <Button variant="contained" onClick={() => navigate(`~${paths.personas}`)}>
              {t("toPersonas")}
            </Button>
          }
        />
      </Screen>
    )
  return <Workbench item={item} persona={persona} />
}
