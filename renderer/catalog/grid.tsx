/** All items: found by words, by meaning and by tags. */
import FileUploadOutlined from "@mui/icons-material/FileUploadOutlined"
import GridViewOutlined from "@mui/icons-material/GridViewOutlined"
import SearchOutlined from "@mui/icons-material/SearchOutlined"
import {
  Autocomplete,
  Box,
  Button,
  MenuItem,
  Stack,
  TextField,
  ToggleButton,
  ToggleButtonGroup,
} from "@mui/material"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { useLocation } from "wouter"
import type { ItemQuery } from "../../native/contract/api/catalog.ts"
import type { Away } from "../../native/contract/catalog.ts"
import { paths } from "../app/paths.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { AwayField } from "../shared/away-field.tsx"
import { NoItems } from "../shared/no-items.tsx"
import { useScenarioName } from "../shared/scenario-name.ts"
import { Screen } from "../ui/screen.tsx"
import { SearchField } from "../ui/search-field.tsx"
import { EmptyState } from "../ui/states.tsx"
import { useDebounced } from "../ui/use-debounced.ts"
import { Folders } from "./folders.tsx"
import { Tiles } from "./tiles.tsx"

export function Grid() {
  const scenarioName = useScenarioName()
  const t = useTranslations("catalog")
  const [, navigate] = useLocation()
  const [search, setSearch] = useState("")
  const [by, setBy] = useState<"words" | "meaning">("words")
  const [scenario, setScenario] = useState("")
  const [away, setAway] = useState<Away>("none")
  const [tags, setTags] = useState<string[]>([])
  const wanted = useDebounced(search)
  const { data: status } = useQuery(orpc.app.status.queryOptions())
  const counts = useQuery(orpc.items.tagCounts.queryOptions({ input: scenario ? { scenario } : {} }))
  const query: ItemQuery = { search: wanted, by, tags, away, ...(scenario && { scenario }) }
  const canMean = status?.model.state !== "ready" || status.model.pack.features.clip
  const [listing, setListing] = useState(false)
  const importing = (
    <Button
      variant="contained"
      startIcon={<FileUploadOutlined />}
      onClick={() => navigate(`~${paths.import}`)}
    >
      {t("import")}
    </Button>
  )
  const [total, setTotal] = useState<number | undefined>(undefined)
  return (
    <Screen
      fill
      title={t("title")}
      note={total === undefined ? null : t("count", { count: total })}
      actions={
        <>
          <Button color="inherit" onClick={() => setListing(true)}>
            {t("folders.open")}
          </Button>
          {importing}
        </>
      }
      toolbar={
        <Stack direction="row" spacing={1} sx={{ pb: 0.5, alignItems: "center" }}>
          <SearchField
            label={t("search")}
            value={search}
            maxLength={300}
            onChange={setSearch}
            sx={{ width: 280 }}
          />
          <ToggleButtonGroup
            exclusive
            size="small"
            value={by}
            aria-label={t("searchBy")}
            onChange={(_event, next) => next && setBy(next)}
          >
            <ToggleButton value="words">{t("words")}</ToggleButton>
            <ToggleButton
              value="meaning"
              disabled={!canMean}
              title={canMean ? t("meaningExplain") : t("meaningOff")}
            >
              {t("meaning")}
            </ToggleButton>
          </ToggleButtonGroup>
          <TextField
            select
            value={scenario}
            onChange={event => setScenario(event.target.value)}
            sx={{ width: 160 }}
            slotProps={{ htmlInput: { "aria-label": t("scenario") }, select: { displayEmpty: true } }}
          >
            <MenuItem value="">{t("allScenarios")}</MenuItem>
            {status?.scenarios.map(({ id, items }) => (
              <MenuItem key={id} value={id} disabled={items === 0}>
                {scenarioName(id)}
              </MenuItem>
            ))}
          </TextField>
          <AwayField label={t("shown")} value={away} onChange={setAway} />
          <Autocomplete
            multiple
            limitTags={2}
            options={(counts.data ?? []).map(({ tag }) => tag)}
            value={tags}
            onChange={(_event, next) => setTags(next)}
            getOptionLabel={tag => tag}
            renderOption={({ key, ...props }, tag) => (
              <li key={key} {...props}>
                <Box sx={{ flex: 1 }}>{tag}</Box>
                <Box sx={{ color: "text.secondary" }}>{counts.data?.find(one => one.tag === tag)?.count}</Box>
              </li>
            )}
            renderInput={params => (
              <TextField
                {...params}
                placeholder={tags.length === 0 ? t("tags") : ""}
                aria-label={t("tags")}
              />
            )}
            size="small"
            sx={{ minWidth: 200, flex: 1, maxWidth: 360 }}
          />
        </Stack>
      }
    >
      <Tiles
        key={JSON.stringify(query)}
        query={query}
        onTotal={setTotal}
        empty={
          status?.workspace.items === 0 && away === "none" ? (
            <NoItems
              icon={<GridViewOutlined />}
              title={t("empty")}
              text={t("emptyText")}
              action={importing}
            />
          ) : (
            <EmptyState icon={<SearchOutlined />} title={t("noMatch")} text={t("noMatchText")} />
          )
        }
      />
      <Folders open={listing} onClose={() => setListing(false)} />
    </Screen>
  )
}
