/** The studio, or why there is nothing to personalise yet. */
import AutoAwesomeOutlined from "@mui/icons-material/AutoAwesomeOutlined"
import { Button, Stack } from "@mui/material"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { useLocation } from "wouter"
import { paths } from "../app/paths.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { ItemPicker } from "../shared/item-picker.tsx"
import { NoItems } from "../shared/no-items.tsx"
import { useStudioChoice } from "../shared/studio-choice.ts"
import { useDraft } from "../shared/studio-draft.ts"
import { Screen } from "../ui/screen.tsx"
import { EmptyState, LoadingState, ProblemState } from "../ui/states.tsx"
import { useFirstChoice } from "./use-first-choice.ts"
import { Workbench } from "./workbench.tsx"

export default function StudioScreen() {
  const t = useTranslations("studio")
  const [, navigate] = useLocation()
  const [problem, setProblem] = useState<unknown>(null)
  const { data: status } = useQuery(orpc.app.status.queryOptions())
  const { item, persona } = useDraft()
  const [tries, setTries] = useState(0)
  useFirstChoice(status, tries, setProblem)

  if (problem !== null)
    return (
      <Screen title={t("title")}>
        <ProblemState
          problem={problem}
          action={{
            label: t("again"),
            run: () => {
              setProblem(null)
              setTries(tries + 1)
            },
          }}
        />
      </Screen>
    )
  if (status?.workspace.items === 0)
    return (
      <Screen title={t("title")}>
        <NoItems
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
  if (!persona) return <NoPersona />
  return <Workbench item={item} persona={persona} />
}

/** The item's scenario has no persona yet. */
function NoPersona() {
  const t = useTranslations("studio")
  const [, navigate] = useLocation()
  const [picking, setPicking] = useState(false)
  return (
    <Screen title={t("title")}>
      <EmptyState
        title={t("noPersona")}
        text={t("noPersonaText")}
        action={
          <Stack direction="row" spacing={1}>
            <Button variant="contained" onClick={() => navigate(`~${paths.personas}`)}>
              {t("toPersonas")}
            </Button>
            <Button variant="outlined" onClick={() => setPicking(true)}>
              {t("anotherItem")}
            </Button>
          </Stack>
        }
      />
      <ItemPicker
        open={picking}
        title={t("subject.pickItem")}
        onClose={() => setPicking(false)}
        onPick={([picked]) => {
          setPicking(false)
          if (picked) useStudioChoice.setState({ item: picked.id })
        }}
      />
    </Screen>
  )
}
