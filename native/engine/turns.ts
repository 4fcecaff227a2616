/**
 * Turns at the model. One task draws at a time; the most urgent waits least, equals in the order they came. A long task
 * offers its turn between two steps, so no task waits longer than one step for a less urgent one.
 */
import { StudioError } from "../contract/errors.ts"
import { type Turn, type Turns, type Urgency, urgencies } from "./context.ts"

interface Waiting {
  readonly rank: number
  go(): void
}

/**
 * @example
 * const turns = createTurns()
 * await turns.take("render", async turn => { for (const step of steps) { await turn.yield(); await step() } })
 */
export function createTurns(): Turns {
  const waiting: Waiting[] = []
  let taken = false

  const rankOf = (urgency: Urgency): number => urgencies.indexOf(urgency)

  /** Resolves when the turn is this one's. `front` puts it before its equals: it had the turn already. */
  function wait(urgency: Urgency, signal: AbortSignal | undefined, front: boolean): Promise<void> {
    if (signal?.aborted) return Promise.reject(cancelled())
    if (!taken) {
      taken = true
      return Promise.resolve()
    }
    return new Promise((resolve, reject) => {
      const rank = rankOf(urgency)
      const leave = () => {
        waiting.splice(waiting.indexOf(one), 1)
        reject(cancelled())
      }
      const one: Waiting = {
        rank,
        go() {
          signal?.removeEventListener("abort", leave)
          resolve()
        },
      }
      const place = waiting.findIndex(other => (front ? other.rank >= rank : other.rank > rank))
      waiting.splice(place === -1 ? waiting.length : place, 0, one)
      signal?.addEventListener("abort", leave, { once: true })
    })
  }

  /** Hands the turn on without freeing it, so that no other task gets in between. */
  function pass(): void {
    const next = waiting.shift()
    if (next) next.go()
    else taken = false
  }

  return {
    async take(urgency, work, signal) {
      await wait(urgency, signal, false)
      let mine = true
      const turn: Turn = {
        async yield() {
          if (signal?.aborted) throw cancelled()
          const first = waiting[0]
          if (!first || first.rank >= rankOf(urgency)) return
          mine = false
          pass()
          await wait(urgency, signal, true)
          mine = true
        },
      }
      try {
        return await work(turn)
      } finally {
        if (mine) pass()
      }
    },
  }
}

const cancelled = () => new StudioError("job.cancelled", { what: "drawing" })
