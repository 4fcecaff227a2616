/**
 * Tiles in rows, of which only those in sight are drawn: a hundred thousand cost what a hundred do. One tile is the
 * current one; arrow keys, Home, End and Page keys move it, and it takes the focus.
 */
import { Box } from "@mui/material"
import { useVirtualizer } from "@tanstack/react-virtual"
import {
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type Ref,
  useDeferredValue,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from "react"
import { moved } from "./grid-keys.ts"
import { useWidth } from "./use-width.ts"

export interface LightTableProps {
  label: string
  /** How many tiles there are, read or not. */
  total: number
  /** Narrowest width of a tile, in pixels; `row`: one a row. */
  tile: number | "row"
  /** Height of a tile that is so wide, in pixels. */
  heightOf: (width: number) => number
  /** Between the tiles, in pixels. */
  gap?: number
  /** Left and right of them. */
  side?: number
  above?: number
  below?: number
  /** Makes the tiles options of a listbox. Without it they are items of a list, each with a control that bears `data-index`. */
  options?: TileOptions
  /** What stays the same when a tile moves to another place; its index when absent. */
  keyOf?: (index: number) => string | number
  /** @param current whether it is the tile that takes the focus */
  render: (index: number, current: boolean) => ReactNode
  /** Hears the keys that don't move, and where they were pressed. */
  onKey: (event: KeyboardEvent, index: number) => void
  /** Hears which tiles are drawn, those just beyond the edge included. */
  onSight?: (first: number, last: number) => void
  ref?: Ref<LightTableHandle>
}

export interface TileOptions {
  multiple: boolean
  isSelected: (index: number) => boolean
  labelOf: (index: number) => string
  onClick: (event: MouseEvent, index: number) => void
  onDoubleClick?: (index: number) => void
}

export interface LightTableHandle {
  /** Gives the focus to the current tile. */
  focus(): void
}

export function LightTable(props: LightTableProps) {
  const { total, gap = 14, side = 24, options, keyOf = index => index, onSight } = props
  const box = useRef<HTMLDivElement>(null)
  const width = useWidth(box)
  const [latest, setCurrent] = useState(0)
  // Tiles go: one of those that stay is the current one.
  const current = Math.min(latest, total - 1)
  /** The tile that a key led to: it may be drawn some renders later. */
  const following = useRef(false)
  /** The tile that a key was pressed on last: when it goes, the one in its place takes the focus. */
  const acted = useRef<string | number | null>(null)
  const columns =
    props.tile === "row" ? 1 : Math.max(1, Math.floor((width - 2 * side + gap) / (props.tile + gap)))
  const wide = (width - 2 * side - (columns - 1) * gap) / columns
  const high = props.heightOf(wide)
  const rows = useVirtualizer({
    count: Math.ceil(total / columns),
    getScrollElement: () => box.current,
    estimateSize: () => high + gap,
    overscan: 3,
    paddingStart: props.above ?? 16,
    paddingEnd: props.below ?? 72,
    // A fling asks for more rows than can be drawn: React draws them in slices, and leaves out those that went by.
    useFlushSync: false,
  })
  const shown = useDeferredValue(rows.getVirtualItems())
  const first = (shown[0]?.index ?? 0) * columns
  const last = Math.min(total, ((shown.at(-1)?.index ?? 0) + 1) * columns) - 1
  const tileAt = (index: number) => box.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)

  useImperativeHandle(props.ref, () => ({ focus: () => tileAt(current)?.focus() }))
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows of another height are measured anew
  useEffect(() => rows.measure(), [high, columns])
  useEffect(() => onSight?.(first, last), [first, last, onSight])
  useEffect(() => {
    const gone = acted.current !== null && !isThere(acted.current, first, last, keyOf)
    const next = (following.current || gone) && tileAt(current)
    if (!next) return
    following.current = false
    acted.current = null
    // Not where the user has gone on to something else meanwhile.
    const { activeElement } = document
    if (activeElement === document.body || box.current?.contains(activeElement)) next.focus()
  })

  function onKeyDown(event: KeyboardEvent): void {
    // Tiles that came before it have moved the one with the focus to another place.
    const from = placeOf(event.target) ?? current
    if (from !== current) setCurrent(from)
    const next = moved(from, event.key, columns, total)
    if (next === null) {
      acted.current = props.keyOf?.(from) ?? null
      props.onKey(event, from)
      return
    }
    event.preventDefault()
    acted.current = null
    if (next === from) return
    setCurrent(next)
    rows.scrollToIndex(Math.floor(next / columns))
    following.current = true
  }

  return (
    <Box ref={box} sx={{ flex: 1, minWidth: 0, overflow: "auto", position: "relative" }}>
      <Box
        component={options ? "div" : "ul"}
        role={options ? "listbox" : "list"}
        aria-label={props.label}
        aria-multiselectable={options?.multiple}
        onKeyDown={onKeyDown}
        onFocus={(event: FocusEvent) => {
          const place = placeOf(event.target)
          if (place !== null) setCurrent(place)
        }}
        sx={tiles}
        style={{ height: rows.getTotalSize() }}
      >
        {shown.flatMap(row =>
          Array.from({ length: columns }, (_, column) => {
            const index = row.index * columns + column
            if (index >= total) return null
            const place = { top: row.start, left: side + column * (wide + gap), width: wide, height: high }
            const isCurrent = index === current
            const content = props.render(index, isCurrent)
            const key = keyOf(index)
            if (!options)
              return (
                <li key={key} data-tile={index} aria-posinset={index + 1} aria-setsize={total} style={place}>
                  {content}
                </li>
              )
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox hears the keys
              <div
                key={key}
                role="option"
                data-tile={index}
                data-index={index}
                aria-selected={options.isSelected(index)}
                aria-label={options.labelOf(index)}
                aria-posinset={index + 1}
                aria-setsize={total}
                tabIndex={isCurrent ? 0 : -1}
                onClick={event => options.onClick(event, index)}
                onDoubleClick={() => options.onDoubleClick?.(index)}
                style={place}
              >
                {content}
              </div>
            )
          }),
        )}
      </Box>
    </Box>
  )
}

/** The place of the tile that an event came from. */
function placeOf(target: EventTarget): number | null {
  const tile = (target as HTMLElement).closest<HTMLElement>("[data-tile]")
  return tile && Number(tile.dataset.tile)
}

/** Plain elements under one rule: a style of its own for every tile would cost more than the tile. */
const tiles = {
  position: "relative",
  m: 0,
  p: 0,
  listStyle: "none",
  "& > [data-tile]": { position: "absolute" },
  "& > [role=option]": { contain: "strict", borderRadius: 1, cursor: "pointer" },
} as const

function isThere(
  key: string | number,
  first: number,
  last: number,
  keyOf: (index: number) => string | number,
): boolean {
  for (let index = first; index <= last; index++) if (keyOf(index) === key) return true
  return false
}
