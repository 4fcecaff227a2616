/** All personas: searched by name, read in parts, drawn only where they are in sight. */
import AddOutlined from "@mui/icons-material/AddOutlined"
import PeopleAltOutlined from "@mui/icons-material/PeopleAltOutlined"
import SearchOutlined from "@mui/icons-material/SearchOutlined"
import { Button, MenuItem, Stack, TextField } from "@mui/material"
import { useInfiniteQuery, useQuery } from "@tanstack/react-query"
import { useCallback, useState } from "react"
import type { PersonaSummary } from "../../native/contract/api/personas.ts"
import type { Away } from "../../native/contract/catalog.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { AwayField } from "../shared/away-field.tsx"
import { byOffset, pagesOf } from "../shared/pages.ts"
import { useScenarioName } from "../shared/scenario-name.ts"
import { LightTable } from "../ui/light-table.tsx"
import { Loaded } from "../ui/loaded.tsx"
import { Screen } from "../ui/screen.tsx"
import { SearchField } from "../ui/search-field.tsx"
import { EmptyState } from "../ui/states.tsx"
import { useDebounced } from "../ui/use-debounced.ts"
import { CreatePersona } from "./create-persona.tsx"
import { PersonaRow, rowHeight } from "./persona-row.tsx"

const pageSize = 100
/** Rows beyond the edge that are read before they are reached. */
const readAhead = 20

export function PersonaList() {
  const t = useTranslations("personas")
  const [search, setSearch] = useState("")
  const [scenario, setScenario] = useState("")
  const [away, setAway] = useState<Away>("none")
  const [creating, setCreating] = useState(false)
  const wanted = useDebounced(search)
  const status = useQuery(orpc.app.status.queryOptions())
  const scenarioName = useScenarioName()
  const query = useInfiniteQuery(
    orpc.personas.list.infiniteOptions({
      input: (offset: number) => ({
        offset,
        limit: pageSize,
        search: wanted,
        away,
        ...(scenario && { scenario }),
      }),
      ...byOffset(pageSize),
      placeholderData: previous => previous,
    }),
  )
  const { entries: personas, total, onMore } = pagesOf(query, page => page.personas)
  const filtered = search !== "" || scenario !== "" || away !== "none"
  const clear = () => {
    setSearch("")
    setScenario("")
    setAway("none")
  }
  const create = (
    <Button variant="contained" startIcon={<AddOutlined />} onClick={() => setCreating(true)}>
      {t("create")}
    </Button>
  )
  return (
    <Screen
      fill
      title={t("title")}
      note={total === undefined ? null : t("count", { count: total })}
      actions={create}
      toolbar={
        <Stack direction="row" spacing={1} sx={{ pb: 0.5 }}>
          <SearchField label={t("search")} value={search} onChange={setSearch} sx={{ width: 320 }} />
          <TextField
            select
            value={scenario}
            onChange={event => setScenario(event.target.value)}
            sx={{ width: 200 }}
            slotProps={{
              htmlInput: { "aria-label": t("scenario") },
              select: { displayEmpty: true },
            }}
          >
            <MenuItem value="">{t("allScenarios")}</MenuItem>
            {status.data?.scenarios.map(({ id }) => (
              <MenuItem key={id} value={id}>
                {scenarioName(id)}
              </MenuItem>
            ))}
          </TextField>
          <AwayField label={t("shown")} value={away} onChange={setAway} />
        </Stack>
      }
    >
      <Loaded query={query} inset loading={{ count: 7, height: rowHeight - 4 }}>
        {() =>
          personas.length > 0 ? (
            <Rows personas={personas} away={away !== "none"} nameOf={scenarioName} onMore={onMore} />
          ) : filtered ? (
            <EmptyState
              icon={<SearchOutlined />}
              title={t("noMatch")}
              text={t("noMatchText")}
              action={
                <Button variant="outlined" onClick={clear}>
                  {t("clearSearch")}
                </Button>
              }
            />
          ) : (
            <EmptyState icon={<PeopleAltOutlined />} title={t("empty")} text={t("emptyText")} />
          )
        }
      </Loaded>
      <CreatePersona
        open={creating}
        scenarios={status.data?.scenarios ?? []}
        scenario={scenario}
        onClose={() => setCreating(false)}
      />
    </Screen>
  )
}

interface RowsProps {
  personas: readonly PersonaSummary[]
  away: boolean
  onMore: (() => void) | undefined
  nameOf: (scenario: string) => string
}

function Rows({ personas, away, onMore, nameOf }: RowsProps) {
  const t = useTranslations("personas")
  const onSight = useCallback(
    (_first: number, last: number) => {
      if (last + readAhead >= personas.length) onMore?.()
    },
    [personas.length, onMore],
  )
  return (
    <LightTable
      label={t("list")}
      total={personas.length}
      tile="row"
      gap={8}
      heightOf={() => rowHeight}
      keyOf={index => personas[index]?.id ?? index}
      onKey={() => undefined}
      onSight={onSight}
      render={(index, current) => {
        const persona = personas[index]
        return (
          persona && (
            <PersonaRow
              persona={persona}
              away={away}
              scenario={nameOf(persona.scenario)}
              index={index}
              current={current}
            />
          )
        )
      }}
    />
  )
}
