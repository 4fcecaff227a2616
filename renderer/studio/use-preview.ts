/** The live preview: drawn anew whenever something that matters changes; the running one is cancelled, the newest wins. */
import { replaceEqualDeep } from "@tanstack/react-query"
import { useEffect, useRef, useState } from "react"
import type { Metrics, PlanView } from "../../native/contract/api/studio.ts"
import type { DrawRequest } from "../../native/contract/draw.ts"
import { client } from "../engine/rpc.ts"
import { drawAfter, type Started, type Waiting } from "../shared/pace.ts"

export interface Preview {
  frame: string | null
  plan: PlanView | null
  metrics: Metrics | null
  /** Steps done of the running one; null when none runs. */
  step: { done: number; of: number } | null
  seconds: number | null
  problem: unknown
  /** Whether the picture is that of the request, with all its steps. */
  whole: boolean
}

const nothing = {
  frame: null,
  plan: null,
  metrics: null,
  step: null,
  seconds: null,
  problem: null,
  /** The request that the picture is the whole one of. */
  of: null as string | null,
}
type State = Omit<Preview, "whole"> & { of: string | null }

/**
 * @param request null while there is nothing to draw, or nothing to draw with
 * @param subject item and persona: another one empties the picture
 * @param revision changes when what the engine knows of item or persona does
 */
export function usePreview(request: DrawRequest | null, subject: string, revision: string): Preview {
  const [{ of, ...preview }, setPreview] = useState<State>(nothing)
  const key = request && JSON.stringify([request, revision])

  const running = useRef<(Started & { stop: AbortController }) | null>(null)
  /** What the picture shows, whole: a render in between is no reason to draw it again. */
  const drawn = useRef<string | null>(null)
  /** The newest request, until it is drawn; started when the running one has shown something. */
  const next = useRef<Waiting | null>(null)

  // biome-ignore lint/correctness/useExhaustiveDependencies: another subject empties the picture, and ends with the screen
  useEffect(() => {
    setPreview(nothing)
    drawn.current = null
    return () => {
      running.current?.stop.abort()
      running.current = null
    }
  }, [subject])

  useEffect(() => {
    if (key === null) {
      running.current?.stop.abort()
      running.current = null
      setPreview(current => ({ ...current, step: null }))
      return
    }
    if (key === drawn.current) return
    const [asked] = JSON.parse(key) as [DrawRequest]
    const draw = async () => {
      next.current = null
      running.current?.stop.abort()
      const stop = new AbortController()
      const own = { at: performance.now(), shown: false, stop }
      running.current = own
      drawn.current = null
      const update = (change: Partial<State>) => {
        if (!stop.signal.aborted) setPreview(current => ({ ...current, ...change }))
      }
      // The same plan as before stays the same object, so that what shows it isn't drawn again.
      const tellPlan = (plan: PlanView) => {
        if (!stop.signal.aborted)
          setPreview(current => ({ ...current, plan: replaceEqualDeep(current.plan, plan) }))
      }
      const showed = () => {
        own.shown = true
        if (running.current === own) next.current?.start()
      }
      update({ step: { done: 0, of: asked.settings.steps ?? 1 }, problem: null, of: null })
      try {
        for await (const event of await client.studio.preview(asked, { signal: stop.signal })) {
          switch (event.type) {
            case "plan":
              tellPlan(event.plan)
              break
            case "step":
              update({ frame: event.frame, step: { done: event.step, of: event.steps } })
              break
            case "image":
              update({ frame: event.frame, seconds: event.seconds, step: null })
              break
            case "metrics":
              update({ metrics: event.metrics })
          }
          if (event.type !== "plan") showed()
        }
        if (!stop.signal.aborted) drawn.current = key
        update({ of: key })
      } catch (problem) {
        update({ step: null, problem })
      }
      showed()
    }
    const waiting = drawAfter(running.current, () => void draw())
    next.current = waiting
    return () => {
      waiting.cancel()
      next.current = null
    }
  }, [key])

  return { ...preview, whole: key !== null && of === key }
}
