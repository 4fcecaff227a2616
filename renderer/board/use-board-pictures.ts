/** The pictures of a board: drawn anew when something that matters to them changes, the tile that is looked at first. */
import { useEffect, useRef, useState } from "react"
import type { BoardEvent } from "../../native/contract/api/studio.ts"
import type { DrawRequest } from "../../native/contract/draw.ts"
import type { Note } from "../../native/contract/note.ts"
import { client } from "../engine/rpc.ts"
import { drawAfter, type Started, type Waiting } from "../shared/pace.ts"
import { ahead } from "./order.ts"

/** A tile as it is to be drawn. */
export interface Asked {
  key: string
  request: DrawRequest
  /** Changes when what the engine knows of item or persona does. */
  revision: string
}

export interface TilePicture {
  frame: string | null
  /** The share of the running drawing that is done; null when none runs. */
  progress: number | null
  problem: unknown
  warnings: readonly Note[]
  /** What the picture, or the problem, is the whole answer to. */
  of: string | null
}

const nothing: TilePicture = { frame: null, progress: null, problem: null, warnings: [], of: null }
type Pictures = ReadonlyMap<string, TilePicture>

export const askOf = ({ request, revision }: Asked): string => JSON.stringify([request, revision])

interface Running extends Started {
  stop: AbortController
  /** What is still to be drawn, by tile. */
  asks: Map<string, string>
  /** The tile that is drawn now. */
  tile: string
}

/**
 * @param tiles null while there is nothing to draw with
 * @param looked the tile that is drawn first
 */
export function useBoardPictures(tiles: readonly Asked[] | null, looked: string | null) {
  const [pictures, setPictures] = useState<Pictures>(new Map())
  /** As in the state, read before React has drawn it. */
  const latest = useRef(pictures)
  const running = useRef<Running | null>(null)
  /** The newest request, until it is drawn; started when the running one has shown something. */
  const next = useRef<Waiting | null>(null)
  const key = tiles && JSON.stringify(tiles)

  const update = (tile: string, change: Partial<TilePicture>) => {
    const pictures = new Map(latest.current)
    pictures.set(tile, { ...nothing, ...pictures.get(tile), ...change })
    latest.current = pictures
    setPictures(pictures)
  }
  const stop = () => {
    if (!running.current) return
    running.current.stop.abort()
    update(running.current.tile, { progress: null })
    running.current = null
  }

  useEffect(() => () => running.current?.stop.abort(), [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says all that matters
  useEffect(() => {
    if (key === null) return stop()
    const wanted = JSON.parse(key) as Asked[]
    const waiting = () =>
      ahead(
        wanted.filter(tile => latest.current.get(tile.key)?.of !== askOf(tile)),
        looked,
      )
    const draw = async () => {
      next.current = null
      const asked = waiting()
      if (goesOn(running.current, asked, looked)) return
      stop()
      if (asked.length === 0) return
      const own: Running = {
        at: performance.now(),
        shown: false,
        stop: new AbortController(),
        asks: new Map(asked.map(tile => [tile.key, askOf(tile)])),
        tile: asked[0]!.key,
      }
      running.current = own
      const showed = () => {
        own.shown = true
        if (running.current === own) next.current?.start()
      }
      const take = (event: BoardEvent) => {
        const { key } = asked[event.tile]!
        own.tile = key
        if (event.type === "step") update(key, { frame: event.frame, progress: event.step / event.steps })
        else {
          const of = own.asks.get(key)!
          own.asks.delete(key)
          const { frame, warnings, problem } =
            event.type === "image"
              ? { ...event, problem: null }
              : { frame: null, warnings: [], problem: event.problem as unknown }
          update(key, { frame, warnings, problem, progress: null, of })
          own.tile = own.asks.keys().next().value ?? key
        }
        showed()
      }
      update(own.tile, { progress: 0 })
      try {
        const requests = asked.map(({ request }, tile) => ({ ...request, tile }))
        for await (const event of await client.studio.board({ tiles: requests }, { signal: own.stop.signal }))
          if (!own.stop.signal.aborted) take(event)
      } catch (problem) {
        if (!own.stop.signal.aborted)
          for (const [key, of] of own.asks) update(key, { problem, progress: null, of })
      }
      if (running.current === own) running.current = null
      showed()
    }
    const request = drawAfter(running.current, () => void draw())
    next.current = request
    return () => {
      request.cancel()
      next.current = null
    }
  }, [key, looked])

  return (tile: string): TilePicture => pictures.get(tile) ?? nothing
}

/** Whether what runs draws all that is asked for, and nothing else is to come first. */
function goesOn(running: Running | null, asked: readonly Asked[], looked: string | null): boolean {
  if (!running || running.asks.size !== asked.length) return false
  if (asked.some(tile => running.asks.get(tile.key) !== askOf(tile))) return false
  return running.tile === looked || !asked.some(({ key }) => key === looked)
}
