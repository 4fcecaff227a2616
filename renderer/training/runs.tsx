/** The runs at the left; at the right the one that is looked at, the newest at first, or several compared. */
import ShowChartOutlined from "@mui/icons-material/ShowChartOutlined"
import { Box, Button } from "@mui/material"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { useLocation } from "wouter"
import type { Run } from "../../native/contract/training.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { Loaded } from "../ui/loaded.tsx"
import { EmptyState } from "../ui/states.tsx"
import { Compare, mostCompared } from "./compare.tsx"
import { RunList } from "./run-list.tsx"
import { RunPage } from "./run-page.tsx"

/** @param id the run that is looked at; the newest when null */
export function Runs({ id }: { id: string | null }) {
  const query = useQuery(orpc.training.runs.queryOptions())
  return (
    <Loaded query={query} inset loading={{ count: 4, height: 76 }}>
      {runs => <ListAndRun id={id} runs={runs} />}
    </Loaded>
  )
}

function ListAndRun({ id, runs }: { id: string | null; runs: readonly Run[] }) {
  const t = useTranslations("training.runs")
  const [, navigate] = useLocation()
  const [ticked, setTicked] = useState<readonly string[]>([])
  const { data: adapters = [] } = useQuery(orpc.adapters.list.queryOptions())
  if (runs.length === 0)
    return (
      <EmptyState
        icon={<ShowChartOutlined />}
        title={t("empty")}
        text={t("emptyText")}
        action={
          <Button variant="contained" onClick={() => navigate("/new")}>
            {t("setUp")}
          </Button>
        }
      />
    )
  const compared = runs.filter(run => ticked.includes(run.id))
  const run = id === null ? runs[0] : runs.find(run => run.id === id)
  return (
    <Box sx={{ flex: 1, minWidth: 0, display: "flex" }}>
      <RunList
        runs={runs}
        adapters={adapters}
        current={compared.length > 1 ? undefined : run?.id}
        ticked={ticked}
        onOpen={() => compared.length > 1 && setTicked([])}
        onTick={(id, on) =>
          setTicked(on ? [...ticked.slice(1 - mostCompared), id] : ticked.filter(other => other !== id))
        }
      />
      {compared.length > 1 ? (
        <Compare runs={compared} onClear={() => setTicked([])} />
      ) : run ? (
        <RunPage
          key={run.id}
          run={run}
          adapter={adapters.find(({ id }) => id === run.adapter)}
          onRemoved={() => navigate("/runs", { replace: true })}
        />
      ) : (
        <EmptyState title={t("gone")} text={t("goneText")} />
      )}
    </Box>
  )
}
