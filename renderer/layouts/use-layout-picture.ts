/**
 * The picture of the layout that is open. While it changes, it is drawn as large as it is shown, and drawn again when the
 * one before is there; when it rests, it is drawn at its size, as a set's file is.
 */
import { useEffect, useRef, useState } from "react"
import type { LaidOver, LayoutFinding } from "../../native/contract/api/layouts.ts"
import { type Layout, type LayoutFile, layoutSchema } from "../../native/contract/layout.ts"
import { client } from "../engine/rpc.ts"

export interface PictureRequest {
  layout: Layout
  files: LayoutFile[]
  size: { name: string; width: number; height: number; fit: "crop" | "pad" }
  over: LaidOver
  item: string | null
  edge: number
}

export interface LayoutPicture {
  picture: string | null
  findings: readonly LayoutFinding[]
  problem: unknown
}

/** Milliseconds without a change until the picture is drawn at its size. */
const rest = 300

const nothing: LayoutPicture = { picture: null, findings: [], problem: null }

/** @param request null while there is nothing to draw */
export function useLayoutPicture(request: PictureRequest | null): LayoutPicture {
  const [shown, setShown] = useState(nothing)
  const wanted = useRef<{ request: PictureRequest; quick: boolean } | null>(null)
  const running = useRef<{ stop: AbortController; quick: boolean } | null>(null)
  const key = request && layoutSchema.safeParse(request.layout).success ? JSON.stringify(request) : null

  useEffect(() => {
    if (key === null) return
    const asked = JSON.parse(key) as PictureRequest
    async function draw(): Promise<void> {
      const next = wanted.current
      if (running.current || !next) return
      wanted.current = null
      const own = { stop: new AbortController(), quick: next.quick }
      running.current = own
      try {
        const { picture, findings } = await client.layouts.preview(
          { ...next.request, quick: next.quick },
          { signal: own.stop.signal },
        )
        if (!own.stop.signal.aborted)
          // At another size, words may break elsewhere: what is said of them waits for the true one.
          setShown(last => ({ picture, findings: next.quick ? last.findings : findings, problem: null }))
      } catch (problem) {
        if (!own.stop.signal.aborted) setShown(last => ({ ...last, problem }))
      }
      if (running.current === own) running.current = null
      void draw()
    }
    const ask = (quick: boolean) => {
      wanted.current = { request: asked, quick }
      // What rests no longer is not worth its time.
      if (running.current && !running.current.quick) {
        running.current.stop.abort()
        running.current = null
      }
      void draw()
    }
    ask(true)
    const timer = setTimeout(() => ask(false), rest)
    return () => clearTimeout(timer)
  }, [key])

  useEffect(
    () => () => {
      wanted.current = null
      running.current?.stop.abort()
      running.current = null
    },
    [],
  )
  return shown
}
