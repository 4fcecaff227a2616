/** One line on a terminal that says how far a long command is. Anywhere else it stays silent. */

const barWidth = 24
/** Redrawing more often than this is only flicker. */
const milliseconds = 80

export class Progress {
  readonly #out: NodeJS.WriteStream
  #drawnAt = 0
  #shown = false

  constructor(out: NodeJS.WriteStream = process.stderr) {
    this.#out = out
  }

  /** `total` is null while nobody knows it. */
  update(what: string, done: number, total: number | null): void {
    const now = performance.now()
    const finished = total !== null && done >= total
    if (!this.#out.isTTY || (now - this.#drawnAt < milliseconds && !finished)) return
    this.#drawnAt = now
    this.#shown = true
    this.#out.write(`\r\x1b[K${progressLine(what, done, total)}`.slice(0, this.#out.columns))
  }

  /** Wipes the line, before something else is written. */
  clear(): void {
    if (this.#shown) this.#out.write("\r\x1b[K")
    this.#shown = false
  }
}

/** E.g. `images     ███████░░░░░░░░░░ 72/240`. */
export function progressLine(what: string, done: number, total: number | null): string {
  if (total === null) return `${what.padEnd(14)} ${done}`
  const filled = total === 0 ? barWidth : Math.round((barWidth * Math.min(done, total)) / total)
  return `${what.padEnd(14)} ${"█".repeat(filled)}${"░".repeat(barWidth - filled)} ${done}/${total}`
}
