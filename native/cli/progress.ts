/** Says how far a long command is: one line that is redrawn on a terminal, a new line now and then in a log. */

import { shortened } from "./text.ts"
import { text, widthOf } from "./voice.ts"

const labelWidth = 14
const barWidth = 24
/** Milliseconds between two drawings: more often is only flicker. */
const redrawn = 80
/** Milliseconds between two lines of a log. */
const logged = 30_000

export class Progress {
  readonly #out: NodeJS.WriteStream
  #drawnAt = Number.NEGATIVE_INFINITY
  #shown = false

  constructor(out: NodeJS.WriteStream = process.stderr) {
    this.#out = out
    // What is done sooner needs no line in a log.
    if (!out.isTTY) this.#drawnAt = performance.now()
  }

  /** `total` is null while nobody knows it. */
  update(what: string, done: number, total: number | null): void {
    const now = performance.now()
    const finished = total !== null && done >= total
    const waited = now - this.#drawnAt
    if (!this.#out.isTTY) {
      if (waited < logged) return
      this.#drawnAt = now
      this.#out.write(`${label(what)} ${counted(done, total)}\n`)
      return
    }
    if (waited < redrawn && !finished) return
    this.#drawnAt = now
    this.#shown = true
    this.#out.write(`\r\x1b[K${shortened(progressLine(what, done, total), this.#out.columns ?? 80)}`)
  }

  /** Wipes the line, before something else is written. */
  clear(): void {
    if (this.#shown) this.#out.write("\r\x1b[K")
    this.#shown = false
  }
}

/** E.g. `images     ███████░░░░░░░░░░ 72/240`. */
export function progressLine(what: string, done: number, total: number | null): string {
  if (total === null) return `${label(what)} ${counted(done, total)}`
  const filled = total === 0 ? barWidth : Math.round((barWidth * Math.min(done, total)) / total)
  return `${label(what)} ${"█".repeat(filled)}${"░".repeat(barWidth - filled)} ${counted(done, total)}`
}

const label = (what: string): string => what + " ".repeat(Math.max(0, labelWidth - widthOf(what)))

const counted = (done: number, total: number | null): string =>
  total === null ? `${done}` : text("common.counted", { done, total })
