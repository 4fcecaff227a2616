/** Evaluation: studies at the left; at the right the one that is looked at, or a new one. */
import Add from "@mui/icons-material/Add"
import QueryStatsOutlined from "@mui/icons-material/QueryStatsOutlined"
import { Box, Button } from "@mui/material"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { Route, Switch, useLocation } from "wouter"
import type { StudyView } from "../../native/contract/api/evaluation.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { Loaded } from "../ui/loaded.tsx"
import { Screen } from "../ui/screen.tsx"
import { EmptyState } from "../ui/states.tsx"
import { SetUp } from "./set-up.tsx"
import { StudyList } from "./study-list.tsx"
import { StudyPage } from "./study-page.tsx"

export default function EvaluationScreen() {
  const t = useTranslations("evaluation")
  const [, navigate] = useLocation()
  const add = (
    <Button variant="contained" startIcon={<Add />} onClick={() => navigate("/new")}>
      {t("add")}
    </Button>
  )
  return (
    <Screen fill title={t("title")} actions={add}>
      <Switch>
        <Route path="/new">
          <Studies id={null} isNew />
        </Route>
        <Route path="/:id">{({ id }) => <Studies id={id} />}</Route>
        <Route>
          <Studies id={null} />
        </Route>
      </Switch>
    </Screen>
  )
}

/** @param id the study that is looked at; the newest when null */
function Studies({ id, isNew = false }: { id: string | null; isNew?: boolean }) {
  const query = useQuery(orpc.evaluation.studies.queryOptions())
  return (
    <Loaded query={query} inset loading={{ count: 4, height: 76 }}>
      {studies => <ListAndStudy id={id} isNew={isNew} studies={studies} />}
    </Loaded>
  )
}

interface ListAndStudyProps {
  id: string | null
  isNew: boolean
  studies: readonly StudyView[]
}

function ListAndStudy({ id, isNew, studies }: ListAndStudyProps) {
  const t = useTranslations("evaluation")
  const [, navigate] = useLocation()
  const cache = useQueryClient()
  const study = isNew ? undefined : id === null ? studies[0] : studies.find(study => study.id === id)
  return (
    <Box sx={{ flex: 1, minWidth: 0, display: "flex" }}>
      {studies.length > 0 && <StudyList studies={studies} current={study?.id} />}
      {isNew ? (
        <SetUp
          onStarted={async ({ id }) => {
            await cache.invalidateQueries({ queryKey: orpc.evaluation.studies.key() })
            navigate(`/${id}`)
          }}
        />
      ) : study ? (
        <StudyPage key={study.id} study={study} onRemoved={() => navigate("/", { replace: true })} />
      ) : id === null ? (
        <EmptyState
          icon={<QueryStatsOutlined />}
          title={t("empty")}
          text={t("emptyText")}
          action={
            <Button variant="outlined" onClick={() => navigate("/new")}>
              {t("add")}
            </Button>
          }
        />
      ) : (
        <EmptyState title={t("gone")} text={t("goneText")} />
      )}
    </Box>
  )
}
