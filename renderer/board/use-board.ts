/** Everything that the board's parts read: its tiles, their pictures and marks, and the one that is looked at. */
import { useQueries, useQuery } from "@tanstack/react-query"
import type { Persona } from "../../native/contract/catalog.ts"
import type { JobKind } from "../../native/contract/job-kinds.ts"
import { orpc } from "../engine/rpc.ts"
import { type Tile, tilesOf, useBoardDraft } from "../shared/board-draft.ts"
import { quickSettings } from "../shared/studio-draft.ts"
import { type Asked, askOf, type TilePicture, useBoardPictures } from "./use-board-pictures.ts"
import { type FullMark, type ToKeep, unmarked, useKept } from "./use-kept.ts"

const preparations: readonly JobKind[] = ["import", "prepare", "tag"]

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
  const personas = usePages(tiles.map(({ persona }) => persona.id))
  const { revisionOf, read } = useRevisions(tiles)
  const looked = tiles.find(({ key }) => key === draft.looked) ?? tiles[0]

  const asked = (tile: Tile, settings = quickSettings(tile.settings)): Asked => ({
    key: tile.key,
    request: { item: tile.item.id, persona: tile.persona.id, settings },
    revision: revisionOf(tile),
  })
  const ready = model?.state === "ready" && read && tiles.every(({ persona }) => personas.has(persona.id))
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

/** The personas by id, each read once. */
function usePages(ids: readonly string[]): ReadonlyMap<string, Persona> {
  const pages = useQueries({
    queries: [...new Set(ids)].map(id => orpc.personas.get.queryOptions({ input: { id } })),
  })
  return new Map(pages.flatMap(({ data }) => (data ? [[data.persona.id, data.persona]] : [])))
}

/** What changes when what the engine knows of a tile's item or persona does: its picture is then drawn anew. */
function useRevisions(tiles: readonly Tile[]): { revisionOf: (tile: Tile) => string; read: boolean } {
  const personas = usePages(tiles.map(({ persona }) => persona.id))
  const items = useQueries({
    queries: [...new Set(tiles.map(({ item }) => item.id))].map(id =>
      orpc.items.get.queryOptions({ input: { id } }),
    ),
  })
  const tags = new Map(items.flatMap(({ data }) => (data ? [[data.item.id, data.tags]] : [])))
  const merges = useQuery(orpc.merges.list.queryOptions())
  const jobs = useQuery(orpc.jobs.list.queryOptions())
  const toPrepare = (jobs.data ?? []).filter(
    ({ kind, state }) => preparations.includes(kind) && (state === "running" || state === "queued"),
  ).length
  return {
    revisionOf: ({ item, persona }) => {
      const { pinned = [], banned = [] } = personas.get(persona.id) ?? {}
      return JSON.stringify([pinned, banned, tags.get(item.id), merges.data, toPrepare])
    },
    // Otherwise all would be drawn twice: before the last answer is there, and after it.
    read: [...items, merges, jobs].every(query => !query.isPending),
  }
}
