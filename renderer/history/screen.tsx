/** Every render of the workspace on one light table: star, approve, reject, compare, restore, delete. */
import HistoryOutlined from "@mui/icons-material/HistoryOutlined"
import {
  Box,
  Button,
  Dialog,
  DialogContent,
  DialogTitle,
  Stack,
  ToggleButton,
  ToggleButtonGroup,
  Typography,
} from "@mui/material"
import { useInfiniteQuery, useQuery } from "@tanstack/react-query"
import { useVirtualizer } from "@tanstack/react-virtual"
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react"
import { useTranslations } from "use-intl"
import type { RenderView } from "../../native/contract/api/renders.ts"
import { settingsOfRecipe } from "../../native/contract/recipe-settings.ts"
import { notify } from "../app/notices.tsx"
import { useShortcutHelp } from "../app/shortcut-help.ts"
import { orpc } from "../engine/rpc.ts"
import { useOpenInStudio } from "../shared/studio-choice.ts"
import { useRenderSteps } from "../shared/use-render-steps.ts"
import { CloseButton } from "../ui/close-button.tsx"
import { moved } from "../ui/grid-keys.ts"
import { Picture } from "../ui/picture.tsx"
import { Screen } from "../ui/screen.tsx"
import { EmptyState, LoadingState, ProblemState } from "../ui/states.tsx"
import { useWidth } from "../ui/use-width.ts"
import { RecipeTable } from "./recipe-table.tsx"
import { RenderCard } from "./render-card.tsx"
import { type Subject, SubjectFilter } from "./subject-filter.tsx"

const pageSize = 120
const tile = 168
const gap = 14
const side = 24
const caption = 44

const filters = ["all", "starred", "approved", "rejected", "none"] as const
type Filter = (typeof filters)[number]

export default function HistoryScreen() {
  const t = useTranslations("history")
  const retry = useTranslations("common.problem")("retry")
  const [filter, setFilter] = useState<Filter>("all")
  const [subject, setSubject] = useState<Subject>({ item: null, persona: null })
  const wanted = {
    ...(filter === "all" ? {} : filter === "starred" ? { starred: true } : { verdict: filter }),
    ...(subject.item ? { item: subject.item.id } : {}),
    ...(subject.persona ? { persona: subject.persona.id } : {}),
  }
  const isWhole = Object.keys(wanted).length === 0
  const query = useInfiniteQuery(
    orpc.renders.list.infiniteOptions({
      input: (offset: number) => ({ offset, limit: pageSize, ...wanted }),
      initialPageParam: 0,
      getNextPageParam: (last, pages) =>
        pages.length * pageSize < last.total ? pages.length * pageSize : undefined,
      placeholderData: previous => previous,
    }),
  )
  const renders = query.data?.pages.flatMap(page => page.renders) ?? []
  const total = query.data?.pages[0]?.total
  return (
    <Screen
      fill
      title={t("title")}
      note={total === undefined ? null : t("count", { count: total })}
      toolbar={
        <Stack
          direction="row"
          spacing={1}
          sx={{ pb: 0.5, alignItems: "center", flexWrap: "wrap", rowGap: 1 }}
        >
          <ToggleButtonGroup
            exclusive
            size="small"
            value={filter}
            aria-label={t("show")}
            onChange={(_event, next) => next && setFilter(next)}
          >
            {filters.map(name => (
              <ToggleButton key={name} value={name}>
                {t(`filters.${name}`)}
              </ToggleButton>
            ))}
          </ToggleButtonGroup>
          <SubjectFilter subject={subject} onChange={setSubject} />
        </Stack>
      }
    >
      {query.isPending ? (
        <Box sx={{ flex: 1, p: 3 }}>
          <LoadingState count={18} height={200} tile={tile} />
        </Box>
      ) : query.isError ? (
        <ProblemState problem={query.error} action={{ label: retry, run: () => void query.refetch() }} />
      ) : renders.length === 0 ? (
        <EmptyState
          icon={<HistoryOutlined />}
          title={t(isWhole ? "empty" : "noMatch")}
          text={t("emptyText")}
        />
      ) : (
        <LightTable
          renders={renders}
          onMore={query.hasNextPage && !query.isFetching ? () => void query.fetchNextPage() : undefined}
        />
      )}
    </Screen>
  )
}

function LightTable({
  renders,
  onMore,
}: {
  renders: readonly RenderView[]
  onMore: (() => void) | undefined
}) {
  const t = useTranslations("history")
  const openInStudio = useOpenInStudio()
  const { remove, ...others } = useRenderSteps()
  const box = useRef<HTMLDivElement>(null)
  const width = useWidth(box)
  const [latest, setFocused] = useState(0)
  // Renders go, by a filter or deleted: one of those that stay has the focus.
  const focused = Math.min(latest, renders.length - 1)
  /** The render that a key was pressed on last: when it goes, the focus goes to the one in its place. */
  const acted = useRef<string | null>(null)
  /** Chosen to be compared; they may be out of sight by another filter. */
  const [marked, setMarked] = useState<readonly RenderView[]>([])
  const isMarked = ({ id }: RenderView) => marked.some(other => other.id === id)
  const unmark = ({ id }: RenderView) => setMarked(marked.filter(other => other.id !== id))
  const [looked, setLooked] = useState<RenderView | null>(null)
  const columns = Math.max(1, Math.floor((width - 2 * side + gap) / (tile + gap)))
  const wide = (width - 2 * side - (columns - 1) * gap) / columns
  const high = wide + caption + gap
  const rows = useVirtualizer({
    count: Math.ceil(renders.length / columns),
    getScrollElement: () => box.current,
    estimateSize: () => high,
    overscan: 3,
    paddingStart: 16,
    paddingEnd: 72,
  })
  const shown = rows.getVirtualItems()
  const last = shown.at(-1)?.index ?? 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows of another height are measured anew
  useEffect(() => rows.measure(), [high, columns])
  useEffect(() => {
    if ((last + 3) * columns >= renders.length) onMore?.()
  }, [last, columns, renders.length, onMore])

  useEffect(() => {
    if (acted.current === null || renders.some(({ id }) => id === acted.current)) return
    const next = box.current?.querySelector<HTMLElement>(`[data-index="${focused}"]`)
    if (!next) return
    acted.current = null
    if (document.activeElement === document.body) next.focus()
  })

  const v = useTranslations("studio.variants")
  const help = useMemo(
    () => [
      { keys: "s", does: v("star") },
      { keys: "a", does: v("approve") },
      { keys: "r", does: v("reject") },
      { keys: "c", does: t("compare") },
      { keys: "Delete", does: v("delete") },
    ],
    [t, v],
  )
  useShortcutHelp(t("title"), help)

  const { data: adapters } = useQuery(orpc.adapters.list.queryOptions())
  const restore = ({ item, persona, recipe }: RenderView) => {
    const settings = settingsOfRecipe(recipe, adapters)
    if (recipe.adapter && settings.adapter === null)
      notify({ text: t("adapterGone", { name: recipe.adapter.name }) })
    openInStudio({ item, persona, settings })
  }
  const mark = (render: RenderView) =>
    isMarked(render) ? unmark(render) : setMarked([...marked.slice(-1), render])
  const steps = {
    ...others,
    remove(render: RenderView): void {
      unmark(render)
      remove(render)
    },
  }

  function onKeyDown(event: KeyboardEvent): void {
    const next = moved(focused, event.key, columns, renders.length)
    const render = renders[focused]
    acted.current = render?.id ?? null
    if (next !== null) {
      event.preventDefault()
      setFocused(next)
      rows.scrollToIndex(Math.floor(next / columns))
      requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus())
      return
    }
    if (!render || event.ctrlKey || event.metaKey || event.altKey) return
    const act = {
      s: () => steps.star(render),
      a: () => steps.approve(render),
      r: () => steps.reject(render),
      c: () => mark(render),
      Enter: () => setLooked(render),
      Delete: () => steps.remove(render),
    }[event.key]
    if (!act || event.target !== event.currentTarget.querySelector(`[data-index="${focused}"]`)) return
    event.preventDefault()
    act()
  }

  return (
    <Box sx={{ flex: 1, minWidth: 0, position: "relative", display: "flex" }}>
      <Box ref={box} sx={{ flex: 1, overflow: "auto" }}>
        <Box
          role="list"
          aria-label={t("renders")}
          onKeyDown={onKeyDown}
          sx={{ position: "relative", height: rows.getTotalSize() }}
        >
          {shown.flatMap(row =>
            renders.slice(row.index * columns, (row.index + 1) * columns).map((render, column) => {
              const index = row.index * columns + column
              return (
                <RenderCard
                  key={render.id}
                  render={render}
                  index={index}
                  focused={index === focused}
                  marked={isMarked(render)}
                  place={{
                    top: row.start,
                    left: side + column * (wide + gap),
                    width: wide,
                    height: high - gap,
                  }}
                  onFocus={() => setFocused(index)}
                  onLook={() => setLooked(render)}
                  onMark={() => mark(render)}
                  onRestore={() => restore(render)}
                  steps={steps}
                />
              )
            }),
          )}
        </Box>
      </Box>
      {marked.length === 1 && (
        <Typography variant="body2" role="status" sx={{ ...bar, py: 1, px: 2 }}>
          {t("markAnother")}
        </Typography>
      )}
      <Compare pair={marked} onClose={() => setMarked([])} />
      <Dialog open={looked !== null} onClose={() => setLooked(null)} maxWidth="md" fullWidth>
        {looked && (
          <>
            <DialogTitle component="h2" sx={{ pr: 6 }}>
              {t("recipeOf", { item: looked.itemTitle, persona: looked.personaName })}
              <CloseButton onClick={() => setLooked(null)} />
            </DialogTitle>
            <DialogContent sx={{ display: "grid", gridTemplateColumns: "256px 1fr", gap: 3 }}>
              <Box>
                <Picture
                  kind="render"
                  id={looked.id}
                  ratio={looked.recipe.width / looked.recipe.height}
                  alt={t("recipeOf", { item: looked.itemTitle, persona: looked.personaName })}
                  sx={{ borderRadius: 1 }}
                />
                <Button variant="contained" sx={{ mt: 1.5 }} onClick={() => restore(looked)}>
                  {t("restore")}
                </Button>
              </Box>
              <RecipeTable render={looked} />
            </DialogContent>
          </>
        )}
      </Dialog>
    </Box>
  )
}

const bar = {
  position: "absolute",
  bottom: 16,
  left: "50%",
  transform: "translateX(-50%)",
  borderRadius: 2,
  bgcolor: "background.paper",
  border: 1,
  borderColor: "divider",
  boxShadow: "0 8px 28px rgba(0,0,0,.22)",
} as const

/** Two renders beside one another. */
function Compare({ pair, onClose }: { pair: readonly RenderView[]; onClose: () => void }) {
  const t = useTranslations("history")
  return (
    <Dialog open={pair.length === 2} onClose={onClose} maxWidth="lg" fullWidth>
      <DialogTitle component="h2" sx={{ pr: 6 }}>
        {t("compare")}
        <CloseButton onClick={onClose} />
      </DialogTitle>
      <DialogContent>
        <Stack direction="row" spacing={2}>
          {pair.map(render => (
            <Box key={render.id} sx={{ flex: 1, minWidth: 0 }}>
              <Picture
                kind="render"
                id={render.id}
                ratio={render.recipe.width / render.recipe.height}
                alt={t("recipeOf", { item: render.itemTitle, persona: render.personaName })}
                sx={{ borderRadius: 1, mb: 1 }}
              />
              <RecipeTable render={render} brief />
            </Box>
          ))}
        </Stack>
      </DialogContent>
    </Dialog>
  )
}
