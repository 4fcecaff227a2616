/** The board that is looked at: one item for several personas, or several items for one. It survives a look at another screen. */
import { create } from "zustand"
import type { ItemSummary } from "../../native/contract/api/common.ts"
import { mostTiles } from "../../native/contract/api/studio.ts"
import { forAnotherSubject, type Settings, settingsSchema } from "../../native/contract/settings.ts"
import type { ChosenPersona } from "./studio-draft.ts"

export const boardKinds = ["personas", "items"] as const
export type BoardKind = (typeof boardKinds)[number]

export interface BoardDraft {
  /** Which of the two differs from tile to tile. */
  by: BoardKind
  /** One of the kind that stays the same; up to twelve of the other. */
  items: readonly ItemSummary[]
  personas: readonly ChosenPersona[]
  /** What all tiles share. */
  settings: Settings
  /** What a tile has in place of the shared settings, by its key. */
  own: Readonly<Record<string, Partial<Settings>>>
  /** The key of the tile that is looked at; the first one when it is gone. */
  looked: string | null
}

/** One picture of the board. */
export interface Tile {
  key: string
  item: ItemSummary
  persona: ChosenPersona
  own: Partial<Settings>
  /** The shared ones, with its own in their place. */
  settings: Settings
}

export const emptyBoard: BoardDraft = {
  by: "personas",
  items: [],
  personas: [],
  settings: settingsSchema.parse({}),
  own: {},
  looked: null,
}

export const useBoardDraft = create<BoardDraft>()(() => emptyBoard)
export const boardDraft = useBoardDraft.getState
export const setBoardDraft = useBoardDraft.setState

const nothing: Partial<Settings> = {}

export function tilesOf({ items, personas, settings, own }: BoardDraft): Tile[] {
  const pairs = items.flatMap(item => personas.map(persona => ({ item, persona })))
  return pairs.slice(0, mostTiles).map(({ item, persona }) => {
    const key = `${item.id}\n${persona.id}`
    const ofTile = own[key] ?? nothing
    return { key, item, persona, own: ofTile, settings: { ...settings, ...ofTile, count: 1 } }
  })
}

/** Another item or persona that stays the same: what the settings name of the last one falls away. */
export const withOtherSubject = (
  board: BoardDraft,
  change: Partial<Pick<BoardDraft, "by" | "items" | "personas">>,
): BoardDraft => ({ ...board, ...change, settings: forAnotherSubject(board.settings), looked: null })

/** A value that is the shared one is none of the tile's own. */
export function withOwn(board: BoardDraft, key: string, change: Partial<Settings>): BoardDraft {
  const own = Object.entries({ ...board.own[key], ...change }).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(board.settings[name as keyof Settings]),
  )
  const { [key]: _, ...others } = board.own
  return { ...board, own: own.length === 0 ? others : { ...others, [key]: Object.fromEntries(own) } }
}
