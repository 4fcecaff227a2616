/** When the newest of many requests replaces the one that runs. */

/** Longest that a running preview is waited for, in milliseconds: by then its first picture should have come. */
export const patience = 1500

/** A preview that was started, in milliseconds, and whether it has shown a picture or ended. */
export interface Started {
  at: number
  shown: boolean
}

/**
 * How long the newest request waits, in milliseconds. A running one may show its first picture: if every move
 * cancelled it, a steady drag would show nothing at all.
 */
export const waitFor = (running: Started | null, now: number): number =>
  running === null || running.shown ? 0 : Math.max(0, running.at + patience - now)

/** A request that waits for its turn. */
export interface Waiting {
  /** Starts it without waiting any longer. */
  start(): void
  cancel(): void
}

/** Draws the newest request when the running one has had its time, in the next frame. */
export function drawAfter(running: Started | null, draw: () => void): Waiting {
  let frame = 0
  const begin = () => {
    frame = requestAnimationFrame(draw)
  }
  const timer = setTimeout(begin, waitFor(running, performance.now()))
  return {
    start() {
      clearTimeout(timer)
      cancelAnimationFrame(frame)
      begin()
    },
    cancel() {
      clearTimeout(timer)
      cancelAnimationFrame(frame)
    },
  }
}
