/** When the newest of many requests may replace the one that runs. */

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
