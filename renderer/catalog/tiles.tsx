/** The items that were found, on a light table; any number of them can be chosen. */
import { Box } from "@mui/material"
import { type KeyboardEvent, type MouseEvent, type ReactNode, useCallback, useEffect, useState } from "react"
import { useLocation } from "wouter"
import type { ItemQuery } from "../../native/contract/api/catalog.ts"
import type { ItemSummary } from "../../native/contract/api/common.ts"
import { useTellProblem } from "../app/attempt.ts"
import { inPath } from "../app/paths.ts"
import { useTranslations } from "../app/translations.ts"
import { ItemTile } from "../ui/item-tile.tsx"
import { LightTable } from "../ui/light-table.tsx"
import { LoadingState, ProblemState } from "../ui/states.tsx"
import { extended, noSelection, selected } from "./selection.ts"
import { SelectionBar } from "./selection-bar.tsx"
import { useItems } from "./use-items.ts"

const tile = 160
const caption = 30
/** Milliseconds; shorter than rows beyond the edge take to come into sight. */
const moment = 80

export interface TilesProps {
  query: ItemQuery
  onTotal: (total: number | undefined) => void
  /** Shown when nothing was found. */
  empty: ReactNode
}

export function Tiles({ query, onTotal, empty }: TilesProps) {
  const t = useTranslations("catalog")
  const retry = useTranslations("common.problem")("retry")
  const [, navigate] = useLocation()
  const [sight, setSight] = useState({ first: 0, last: 60 })
  const [selection, setSelection] = useState(noSelection)
  const { total, error, retry: again, itemAt, idsBetween } = useItems(query, sight.first, sight.last)
  const tell = useTellProblem()
  const onSight = useCallback((first: number, last: number) => setSight({ first, last }), [])
  useEffect(() => onTotal(total), [total, onTotal])

  function choose(index: number, { id }: ItemSummary, way: "only" | "toggle" | "range"): void {
    const { anchor } = selection
    if (way !== "range") setSelection(selected(selection, index, id, way))
    else if (anchor === null) setSelection(selected(selection, index, id, "only"))
    else
      void idsBetween(anchor, index).then(
        // What was chosen while they were read counts.
        range => setSelection(now => (now.anchor === anchor ? extended(now, range) : now)),
        tell,
      )
  }

  function onClick(event: MouseEvent, index: number): void {
    const item = itemAt(index)
    if (item)
      choose(index, item, event.shiftKey ? "range" : event.ctrlKey || event.metaKey ? "toggle" : "only")
  }

  function onKey(event: KeyboardEvent, index: number): void {
    const item = itemAt(index)
    if (event.key === " " && item) {
      event.preventDefault()
      choose(index, item, event.shiftKey ? "range" : "toggle")
    } else if (event.key === "Enter") open(index)
    else if (event.key === "Escape") setSelection(noSelection)
  }

  function open(index: number): void {
    const item = itemAt(index)
    if (item) navigate(`/${inPath(item.id)}`)
  }

  const isSelected = (index: number) => selection.ids.has(itemAt(index)?.id ?? "")

  if (error !== null) return <ProblemState problem={error} action={{ label: retry, run: again }} />
  if (total === 0) return <>{empty}</>
  if (total === undefined)
    return (
      <Box sx={{ flex: 1, p: 3 }}>
        <LoadingState count={18} height={240} tile={tile} />
      </Box>
    )
  return (
    <Box sx={{ flex: 1, minWidth: 0, position: "relative", display: "flex" }}>
      <LightTable
        label={t("items")}
        total={total}
        tile={tile}
        heightOf={width => pictureHeight(width) + caption}
        options={{
          multiple: true,
          isSelected,
          labelOf: index => itemAt(index)?.title || itemAt(index)?.id || t("reading"),
          onClick,
          onDoubleClick: open,
        }}
        render={index => <Tile item={itemAt(index)} chosen={isSelected(index)} />}
        onKey={onKey}
        onSight={onSight}
      />
      {selection.ids.size > 0 && (
        <SelectionBar
          ids={[...selection.ids]}
          away={query.away ?? "none"}
          onClear={() => setSelection(noSelection)}
        />
      )}
    </Box>
  )
}

const pictureHeight = (width: number) => (width * 4) / 3

/** Its picture comes when it has been there for a moment: of tiles that only fly by, nothing is fetched or drawn. */
function Tile({ item, chosen }: { item: ItemSummary | undefined; chosen: boolean }) {
  const [stays, setStays] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setStays(true), moment)
    return () => clearTimeout(timer)
  }, [])
  if (item && stays) return <ItemTile item={item} selected={chosen} />
  return <div style={waiting} />
}

/** Of the size and colour of the picture that comes; a plain style, because hundreds are made while one scrolls. */
const waiting = {
  aspectRatio: "3 / 4",
  borderRadius: 8,
  background: "var(--mui-palette-background-sunken)",
} as const
