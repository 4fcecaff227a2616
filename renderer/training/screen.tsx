/** Fine-tuning: set a run up, watch it and look back at others, and the adapters that they left. */
import { Tab, Tabs } from "@mui/material"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import type { ReactNode } from "react"
import { Redirect, Route, Switch, useLocation } from "wouter"
import type { Run } from "../../native/contract/training.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { Screen } from "../ui/screen.tsx"
import { LoadingState } from "../ui/states.tsx"
import { Adapters } from "./adapters.tsx"
import { Runs } from "./runs.tsx"
import { SetUp } from "./set-up.tsx"
import { isGoingOn } from "./states.ts"
import { Teach } from "./teach.tsx"

const tabs = [
  { name: "setUp", path: "/new" },
  { name: "teach", path: "/teach" },
  { name: "runs", path: "/runs" },
  { name: "adapters", path: "/adapters" },
] as const

export default function TrainingScreen() {
  const t = useTranslations("training")
  const [location, navigate] = useLocation()
  const cache = useQueryClient()
  const current = tabs.find(({ path }) => location.startsWith(path))?.name ?? "setUp"
  const showRun = async (run: Run) => {
    await cache.invalidateQueries({ queryKey: orpc.training.runs.key() })
    navigate(`/runs/${run.id}`)
  }
  return (
    <Screen
      fill
      title={t("title")}
      toolbar={
        <Tabs
          value={current}
          onChange={(_event, next) => navigate(tabs.find(({ name }) => name === next)!.path)}
          aria-label={t("tabs.label")}
          sx={{ minHeight: 36 }}
        >
          {tabs.map(({ name }) => (
            <Tab
              key={name}
              value={name}
              label={t(`tabs.${name}`)}
              id={`training-tab-${name}`}
              aria-controls="training-panel"
              sx={{ minHeight: 36 }}
            />
          ))}
        </Tabs>
      }
    >
      <Panel label={`training-tab-${current}`}>
        <Switch>
          <Route path="/new">
            <SetUp onStarted={showRun} />
          </Route>
          <Route path="/teach">
            <Teach onStarted={showRun} />
          </Route>
          <Route path="/runs">
            <Runs id={null} />
          </Route>
          <Route path="/runs/:id">{({ id }) => <Runs id={id} />}</Route>
          <Route path="/adapters">
            <Adapters />
          </Route>
          <Route>
            <First />
          </Route>
        </Switch>
      </Panel>
    </Screen>
  )
}

function Panel({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div
      id="training-panel"
      role="tabpanel"
      aria-labelledby={label}
      style={{ flex: 1, minWidth: 0, minHeight: 0, display: "flex" }}
    >
      {children}
    </div>
  )
}

/** The run that goes on, or a new one. */
function First() {
  const { data: runs, isPending } = useQuery(orpc.training.runs.queryOptions())
  if (isPending) return <LoadingState count={3} height={76} />
  const going = runs?.find(({ state }) => isGoingOn(state))
  return <Redirect to={going ? `/runs/${going.id}` : "/new"} replace />
}
