/** The layout that is open: as it is kept, as it is now, and its steps. Every step is one of the studio's. */
import { useMemo, useRef, useState } from "react"
import type { LayoutView } from "../../native/contract/api/layouts.ts"
import {
  filesOf,
  type Layout,
  type LayoutElement,
  type LayoutFile,
  layoutSchema,
} from "../../native/contract/layout.ts"
import { useUndo } from "../app/undo.ts"
import { type LayoutDraft, sameLayout, setLayoutDraft, useLayoutDrafts } from "./layout-drafts.ts"

type Content = Pick<LayoutDraft, "layout" | "files">

export interface Editor {
  readonly view: LayoutView
  readonly layout: Layout
  readonly files: readonly LayoutFile[]
  /** Those of the program are only looked at. */
  readonly readOnly: boolean
  /** Whether it differs from what is kept. */
  readonly changed: boolean
  /** Whether it could be kept; while a text is empty, it can't. */
  readonly whole: boolean
  /** Whether the kept one is another than the one that the changes began with. */
  readonly outdated: boolean
  /** Places of the selected elements, in rising order. */
  readonly selected: readonly number[]
  select(places: readonly number[]): void
  /** Shows a change while something moves; `keep` makes a step of it, `abandon` takes it back. */
  look(change: (layout: Layout) => Layout): void
  keep(label: string): void
  abandon(): void
  /** A step at once. `files` are added to those that it has. */
  change(label: string, change: (layout: Layout) => Layout, files?: readonly LayoutFile[]): void
}

export function useEditor(view: LayoutView, key: string): Editor {
  const undo = useUndo()
  const draft = useLayoutDrafts(drafts => drafts[key])
  const [chosen, setChosen] = useState<readonly number[]>([])
  const kept: Content = view
  const now: Content = draft ?? kept
  const readOnly = view.origin === "shipped"

  keptViews.set(key, view)
  /** What was there before something began to move. */
  const before = useRef<Content | null>(null)

  const content = (): Content => {
    const { layout, files } = useLayoutDrafts.getState()[key] ?? keptViews.get(key)!
    return { layout, files }
  }
  const keep = (label: string) => {
    const from = before.current
    before.current = null
    const to = content()
    if (!from || sameLayout(from, to)) return
    undo.record({ label, do: () => setContent(key, to), undo: () => setContent(key, from) })
  }
  const look = (change: (layout: Layout) => Layout) => {
    const current = content()
    before.current ??= current
    setContent(key, { ...current, layout: change(current.layout) })
  }
  const whole = useMemo(() => layoutSchema.safeParse(now.layout).success, [now.layout])
  const selected = chosen.filter(place => place < now.layout.elements.length)
  return {
    view,
    layout: now.layout,
    files: now.files,
    readOnly,
    changed: draft !== undefined,
    whole,
    outdated: draft !== undefined && draft.base !== view.hash,
    selected,
    select: places => setChosen([...new Set(places)].sort((one, other) => one - other)),
    look,
    keep,
    abandon: () => {
      if (before.current) setContent(key, before.current)
      before.current = null
    },
    change: (label, change, files = []) => {
      const current = content()
      before.current ??= current
      const others = current.files.filter(({ name }) => !files.some(file => file.name === name))
      setContent(key, { layout: change(current.layout), files: [...others, ...files] })
      keep(label)
    },
  }
}

/** Layouts as they are kept, as far as they were opened: steps are taken back also when their screen was left. */
const keptViews = new Map<string, LayoutView>()

function setContent(key: string, content: Content): void {
  const view = keptViews.get(key)!
  const isKept = sameLayout(content.layout, view.layout) && sameLayout(used(content), used(view))
  const base = useLayoutDrafts.getState()[key]?.base ?? view.hash
  setLayoutDraft(key, isKept ? null : { ...content, base })
}

/** The files that the layout names; others are left from steps that were taken back. */
export const used = ({ layout, files }: Content): LayoutFile[] => {
  const names = filesOf(layout)
  return files
    .filter(({ name }) => names.includes(name))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
}

/** Whether a press adds to what is selected. */
export const addsTo = (press: { shiftKey: boolean; ctrlKey: boolean; metaKey: boolean }): boolean =>
  press.shiftKey || press.ctrlKey || press.metaKey

/** The places with that one too, or without it where it was among them. */
export const toggled = (places: readonly number[], place: number): number[] =>
  places.includes(place) ? places.filter(other => other !== place) : [...places, place]

/** The layout with another element at that place. */
export const withElement = (layout: Layout, place: number, element: LayoutElement): Layout => ({
  ...layout,
  elements: layout.elements.map((old, index) => (index === place ? element : old)),
})
