/** The live preview: drawn anew whenever something that matters changes; the running one is cancelled, the newest wins. */
import { useEffect, useState } from "react"
import type { DrawRequest, Metrics, PlanView } from "../../native/contract/api/studio.ts"
import { client } from "../app/rpc.ts"

export interface Preview {
  frame: string | null
  plan: PlanView | null
  metrics: Metrics | null
  /** Steps done of the running one; null when none runs. */
  step: { done: number; of: number } | null
  seconds: number | null
  problem: unknown
}

const nothing: Preview = { frame: null, plan: null, metrics: null, step: null, seconds: null, problem: null }

/** Between two starts while a slider moves, in milliseconds. */
const rest = 90

/**
 * @param request null while there is nothing to draw, or nothing to draw with
 * @param revision changes when what the engine knows of item or persona does
 */
export function usePreview(request: DrawRequest | null, revision: string): Preview {
  const [preview, setPreview] = useState(nothing)
  const key = request && JSON.stringify([request, revision])
  const subject = request && `${request.item}\n${request.persona}`

  // biome-ignore lint/correctness/useExhaustiveDependencies: another subject empties the picture
  useEffect(() => setPreview(nothing), [subject])

  useEffect(() => {
    if (key === null) return
    const [asked] = JSON.parse(key) as [DrawRequest]
    const stop = new AbortController()
    const update = (change: Partial<Preview>) => {
      if (!stop.signal.aborted) setPreview(current => ({ ...current, ...change }))
    }
    const draw = async () => {
      update({ step: { done: 0, of: asked.settings.steps ?? 1 }, problem: null })
      try {
        for await (const event of await client.studio.preview(asked, { signal: stop.signal })) {
          if (event.type === "plan") update({ plan: event.plan })
          else if (event.type === "step")
            update({ frame: event.frame, step: { done: event.step, of: event.steps } })
          else update({ frame: event.frame, metrics: event.metrics, seconds: event.seconds })
        }
        update({ step: null })
      } catch (problem) {
        update({ step: null, problem })
      }
    }
    const timer = setTimeout(() => void draw(), rest)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [key])

  return preview
}
