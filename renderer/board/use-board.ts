/** Everything that the board's parts read: its tiles, their pictures and marks, and the one that is looked at. */
import { useQueries, useQuery } from "@tanstack/react-query"
import type { Persona } from "../../native/contract/catalog.ts"
import { orpc } from "../engine/rpc.ts"
import { type Tile, tilesOf, useBoardDraft } from "../shared/board-draft.ts"
import { quickSettings } from "../shared/studio-draft.ts"
import { usePreparations } from "../shared/use-preparations.ts"
import { type Asked, askOf, type TilePicture, useBoardPictures } from "./use-board-pictures.ts"
import { type FullMark, type ToKeep, unmarked, useKept } from "./use-kept.ts"

export interface BoardTileView extends Tile {
  picture: TilePicture
  /** Whether the picture is that of the settings. */
  whole: boolean
  /** The whole persona; undefined until it is read. */
  about: Persona | undefined
  mark: FullMark
  /** The final picture, as far as it is drawn; `none` was asked for. */
  kept: "none" | "coming" | "there"
  toKeep: ToKeep
}

export type Board = ReturnType<typeof useBoard>

export function useBoard() {
  const draft = useBoardDraft()
  const tiles = tilesOf(draft)
  const { data: status } = useQuery(orpc.app.status.queryOptions())
  const model = status?.model
  const { personas, revisionOf, read } = useKnown(tiles)
  const looked = tiles.find(({ key }) => key === draft.looked) ?? tiles[0]

  const pack = model?.state === "ready" ? model.pack : null
  const asked = (tile: Tile, settings = quickSettings(tile.settings, pack)): Asked => ({
    key: tile.key,
    request: { item: tile.item.id, persona: tile.persona.id, settings },
    revision: revisionOf(tile),
  })
  const ready = model?.state === "ready" && read
  const pictureOf = useBoardPictures(ready ? tiles.map(tile => asked(tile)) : null, looked?.key ?? null)

  const kept = useKept()
  const toKeep = (tile: Tile): ToKeep => {
    const final = asked(tile, tile.settings)
    return { tile: tile.key, ask: askOf(final), request: final.request }
  }
  const keptOf = ({ tile, ask }: ToKeep) => (kept[tile]?.ask === ask ? kept[tile] : null)
  const renders = useQueries({
    queries: tiles.flatMap(tile => {
      const render = keptOf(toKeep(tile))?.render
      return render ? [orpc.renders.get.queryOptions({ input: { id: render } })] : []
    }),
  }).flatMap(({ data }) => data ?? [])

  const views: BoardTileView[] = tiles.map(tile => {
    const keeps = toKeep(tile)
    const own = keptOf(keeps)
    // It may have been marked elsewhere meanwhile.
    const render = renders.find(({ id }) => id === own?.render)
    const picture = pictureOf(tile.key)
    return {
      ...tile,
      picture,
      whole: picture.of === askOf(asked(tile)),
      about: personas.get(tile.persona.id),
      mark: render ?? own?.mark ?? unmarked,
      kept: own ? (own.render === null ? "coming" : "there") : "none",
      toKeep: keeps,
    }
  })
  const native = model?.state === "ready" ? model.pack.nativeSize : { width: 1, height: 1 }
  const { width, height } = draft.settings
  return {
    ...draft,
    tiles: views,
    looked: views.find(({ key }) => key === looked?.key),
    status,
    model,
    ready,
    /** Width over height of the pictures. */
    ratio: (width ?? native.width) / (height ?? native.height),
    done: views.filter(({ whole }) => whole).length,
  }
}

/** What the engine knows of the tiles' items and personas. */
function useKnown(tiles: readonly Tile[]) {
  const idsOf = (kind: "item" | "persona") => [...new Set(tiles.map(({ [kind]: { id } }) => id))]
  const personaPages = useQueries({
    queries: idsOf("persona").map(id => orpc.personas.get.queryOptions({ input: { id } })),
  })
  const itemPages = useQueries({
    queries: idsOf("item").map(id => orpc.items.get.queryOptions({ input: { id } })),
  })
  const personas: ReadonlyMap<string, Persona> = new Map(
    personaPages.flatMap(({ data }) => (data ? [[data.persona.id, data.persona]] : [])),
  )
  const tags = new Map(itemPages.flatMap(({ data }) => (data ? [[data.item.id, data.tags]] : [])))
  const merges = useQuery(orpc.merges.list.queryOptions())
  const { toPrepare, isPending } = usePreparations()
  return {
    personas,
    /** Another one when any of it changes: the tile's picture is then drawn anew. */
    revisionOf: ({ item, persona }: Tile): string => {
      const { pinned = [], banned = [] } = personas.get(persona.id) ?? {}
      return JSON.stringify([pinned, banned, tags.get(item.id), merges.data, toPrepare])
    },
    /**
     * Otherwise all would be drawn twice: before the last answer is there, and after it. What can't be read, as it was
     * erased, keeps nothing waiting: drawing its tile says so.
     */
    read: !isPending && [...personaPages, ...itemPages, merges].every(query => !query.isPending),
  }
}
