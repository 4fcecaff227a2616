/** All items: found by words, by meaning and by tags; only what is in sight is drawn. */
import AddPhotoAlternateOutlined from "@mui/icons-material/AddPhotoAlternateOutlined"
import FileUploadOutlined from "@mui/icons-material/FileUploadOutlined"
import GridViewOutlined from "@mui/icons-material/GridViewOutlined"
import PersonAddOutlined from "@mui/icons-material/PersonAddOutlined"
import SearchOutlined from "@mui/icons-material/SearchOutlined"
import {
  Autocomplete,
  Box,
  Button,
  InputAdornment,
  MenuItem,
  Stack,
  TextField,
  ToggleButton,
  ToggleButtonGroup,
} from "@mui/material"
import { useQuery } from "@tanstack/react-query"
import { useVirtualizer } from "@tanstack/react-virtual"
import { type KeyboardEvent, type MouseEvent, useDeferredValue, useEffect, useRef, useState } from "react"
import { useTranslations } from "use-intl"
import { useLocation } from "wouter"
import type { ItemQuery } from "../../native/contract/api/catalog.ts"
import type { ItemSummary } from "../../native/contract/api/common.ts"
import { notify } from "../app/notices.tsx"
import { inPath, paths } from "../app/paths.ts"
import { useProblemText } from "../app/problem-text.ts"
import { useUndo } from "../app/undo.ts"
import { client, orpc } from "../engine/rpc.ts"
import { useImageSetDraft } from "../shared/image-set-draft.ts"
import { useScenarioName } from "../shared/scenario-name.ts"
import { useAsk } from "../ui/ask.tsx"
import { moved } from "../ui/grid-keys.ts"
import { ItemTile } from "../ui/item-tile.tsx"
import { Screen } from "../ui/screen.tsx"
import { EmptyState, LoadingState, ProblemState } from "../ui/states.tsx"
import { useDebounced } from "../ui/use-debounced.ts"
import { useWidth } from "../ui/use-width.ts"
import { extended, noSelection, selected } from "./selection.ts"
import { useItems } from "./use-items.ts"

const tile = 160
const gap = 14
const caption = 30
const side = 24
/** Milliseconds; shorter than rows beyond the edge take to come into sight. */
const moment = 80

export function Grid() {
  const scenarioName = useScenarioName()
  const t = useTranslations("catalog")
  const [, navigate] = useLocation()
  const [search, setSearch] = useState("")
  const [by, setBy] = useState<"words" | "meaning">("words")
  const [scenario, setScenario] = useState("")
  const [tags, setTags] = useState<string[]>([])
  const wanted = useDebounced(search)
  const { data: status } = useQuery(orpc.app.status.queryOptions())
  const counts = useQuery(orpc.items.tagCounts.queryOptions({ input: scenario ? { scenario } : {} }))
  const query: ItemQuery = { search: wanted, by, tags, ...(scenario && { scenario }) }
  const canMean = status?.model.state !== "ready" || status.model.pack.features.clip
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
      actions={importing}
      toolbar={
        <Stack direction="row" spacing={1} sx={{ pb: 0.5, alignItems: "center" }}>
          <TextField
            type="search"
            placeholder={t("search")}
            value={search}
            onChange={event => setSearch(event.target.value)}
            sx={{ width: 280 }}
            slotProps={{
              htmlInput: { "aria-label": t("search"), maxLength: 300 },
              input: {
                startAdornment: (
                  <InputAdornment position="start">
                    <SearchOutlined />
                  </InputAdornment>
                ),
              },
            }}
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
          status?.workspace.items === 0 ? (
            <EmptyState
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
    </Screen>
  )
}

interface TilesProps {
  query: ItemQuery
  onTotal: (total: number | undefined) => void
  empty: React.ReactNode
}

function Tiles({ query, onTotal, empty }: TilesProps) {
  const t = useTranslations("catalog")
  const retry = useTranslations("common.problem")("retry")
  const [, navigate] = useLocation()
  const box = useRef<HTMLDivElement>(null)
  const width = useWidth(box)
  const [sight, setSight] = useState({ first: 0, last: 60 })
  const [selection, setSelection] = useState(noSelection)
  const [focused, setFocused] = useState(0)
  const following = useRef(false)
  const { total, error, retry: again, itemAt, idsBetween } = useItems(query, sight.first, sight.last)
  const textOf = useProblemText()
  const columns = Math.max(1, Math.floor((width - 2 * side + gap) / (tile + gap)))
  const wide = (width - 2 * side - (columns - 1) * gap) / columns
  const high = (wide * 4) / 3 + caption + gap
  const rows = useVirtualizer({
    count: Math.ceil((total ?? 0) / columns),
    getScrollElement: () => box.current,
    estimateSize: () => high,
    overscan: 3,
    paddingStart: 16,
    paddingEnd: 72,
    // A fling asks for more rows than can be drawn: React draws them in slices, and leaves out those that went by.
    useFlushSync: false,
  })
  const shown = useDeferredValue(rows.getVirtualItems())
  const first = (shown[0]?.index ?? 0) * columns
  const last = ((shown.at(-1)?.index ?? 0) + 1) * columns

  useEffect(() => onTotal(total), [total, onTotal])
  useEffect(() => setSight({ first, last }), [first, last])
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows of another height are measured anew
  useEffect(() => rows.measure(), [high, columns])
  useEffect(() => {
    // A tile far away is only drawn some renders after a key has led there.
    const next = following.current && box.current?.querySelector<HTMLElement>(`[data-index="${focused}"]`)
    if (!next) return
    following.current = false
    // Not where the user has gone on to something else meanwhile.
    const { activeElement } = document
    if (activeElement === document.body || box.current?.contains(activeElement)) next.focus()
  })

  function choose(index: number, { id }: ItemSummary, way: "only" | "toggle" | "range"): void {
    const { anchor } = selection
    if (way !== "range") setSelection(selected(selection, index, id, way))
    else if (anchor === null) setSelection(selected(selection, index, id, "only"))
    else
      void idsBetween(anchor, index).then(
        // What was chosen while they were read counts.
        range => setSelection(now => (now.anchor === anchor ? extended(now, range) : now)),
        error => notify({ text: textOf(error).message, kind: "error" }),
      )
  }

  function onClick(index: number, event: MouseEvent): void {
    const item = itemAt(index)
    if (!item) return
    setFocused(index)
    choose(index, item, event.shiftKey ? "range" : event.ctrlKey || event.metaKey ? "toggle" : "only")
  }

  function onKeyDown(event: KeyboardEvent): void {
    const next = moved(focused, event.key, columns, total ?? 0)
    if (next !== null) {
      event.preventDefault()
      if (next === focused) return
      setFocused(next)
      rows.scrollToIndex(Math.floor(next / columns))
      following.current = true
      return
    }
    const item = itemAt(focused)
    if (event.key === " " && item) {
      event.preventDefault()
      choose(focused, item, event.shiftKey ? "range" : "toggle")
    } else if (event.key === "Enter" && item) navigate(`/${inPath(item.id)}`)
    else if (event.key === "Escape") setSelection(noSelection)
  }

  if (error !== null) return <ProblemState problem={error} action={{ label: retry, run: again }} />
  if (total === 0) return <>{empty}</>
  return (
    <Box sx={{ flex: 1, minWidth: 0, position: "relative", display: "flex" }}>
      <Box ref={box} sx={{ flex: 1, overflow: "auto", position: "relative" }}>
        {total === undefined ? (
          <Box sx={{ p: 3 }}>
            <LoadingState count={18} height={240} tile={tile} />
          </Box>
        ) : (
          <Box
            role="listbox"
            aria-multiselectable
            aria-label={t("items")}
            onKeyDown={onKeyDown}
            sx={{ position: "relative", height: rows.getTotalSize() }}
          >
            {shown.flatMap(row =>
              Array.from({ length: columns }, (_, column) => {
                const index = row.index * columns + column
                if (index >= total) return null
                const item = itemAt(index)
                const chosen = item !== undefined && selection.ids.has(item.id)
                return (
                  <Box
                    key={index}
                    data-index={index}
                    role="option"
                    aria-selected={chosen}
                    aria-label={item?.title || item?.id || t("reading")}
                    aria-posinset={index + 1}
                    aria-setsize={total}
                    tabIndex={index === focused ? 0 : -1}
                    onClick={event => onClick(index, event)}
                    onDoubleClick={() => item && navigate(`/${inPath(item.id)}`)}
                    sx={{ position: "absolute", contain: "strict", borderRadius: 1, cursor: "pointer" }}
                    style={{
                      top: row.start,
                      left: side + column * (wide + gap),
                      width: wide,
                      height: high - gap,
                    }}
                  >
                    <Tile item={item} chosen={chosen} pictureHeight={high - gap - caption} />
                  </Box>
                )
              }),
            )}
          </Box>
        )}
      </Box>
      {selection.ids.size > 0 && (
        <SelectionBar ids={[...selection.ids]} onClear={() => setSelection(noSelection)} />
      )}
    </Box>
  )
}

/** Its picture comes when it has been there for a moment: of tiles that only fly by, nothing is fetched or drawn. */
function Tile(props: { item: ItemSummary | undefined; chosen: boolean; pictureHeight: number }) {
  const { item, chosen, pictureHeight } = props
  const [stays, setStays] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setStays(true), moment)
    return () => clearTimeout(timer)
  }, [])
  if (item && stays) return <ItemTile item={item} selected={chosen} />
  return <Box sx={{ height: pictureHeight, borderRadius: 1, bgcolor: "background.sunken" }} />
}

/** What can be done with the chosen items. */
function SelectionBar({ ids, onClear }: { ids: readonly string[]; onClear: () => void }) {
  const t = useTranslations("catalog")
  const [, navigate] = useLocation()
  const ask = useAsk()
  const undo = useUndo()

  async function makePersona(): Promise<void> {
    const name = await ask.name({
      title: t("newPersona"),
      label: t("personaName"),
      maxLength: 200,
      confirm: t("create"),
    })
    if (!name) return
    const { item } = await client.items.get({ id: ids[0]! })
    let id = ""
    await undo
      .run({
        label: t("personaMade", { name }),
        do: async () => {
          ;({ id } = await client.personas.create({ name, scenario: item.scenario, items: [...ids] }))
        },
        undo: async () => {
          await client.personas.remove({ id })
        },
      })
      .catch(() => undefined)
  }

  return (
    <Stack
      direction="row"
      spacing={1}
      role="toolbar"
      aria-label={t("selected", { count: ids.length })}
      sx={{
        position: "absolute",
        bottom: 16,
        left: "50%",
        transform: "translateX(-50%)",
        px: 2,
        py: 1,
        alignItems: "center",
        borderRadius: 2,
        bgcolor: "background.paper",
        border: 1,
        borderColor: "divider",
        boxShadow: "0 8px 28px rgba(0,0,0,.22)",
      }}
    >
      <Box role="status" sx={{ fontWeight: 500, whiteSpace: "nowrap" }}>
        {t("selected", { count: ids.length })}
      </Box>
      {ids.length === 1 && (
        <Button color="inherit" onClick={() => navigate(`/${inPath(ids[0]!)}`)}>
          {t("open")}
        </Button>
      )}
      <Button
        color="inherit"
        startIcon={<AddPhotoAlternateOutlined />}
        onClick={() => {
          useImageSetDraft.setState({ items: [...ids] })
          navigate(`~${paths.imageSets}`)
        }}
      >
        {t("makeSet")}
      </Button>
      <Button color="inherit" startIcon={<PersonAddOutlined />} onClick={() => void makePersona()}>
        {t("newPersona")}
      </Button>
      <Button color="inherit" onClick={onClear}>
        {t("clear")}
      </Button>
    </Stack>
  )
}
