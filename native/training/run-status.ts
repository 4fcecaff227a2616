/** The status of a run: reported to its listener, and written to its folder. */
import type { Note } from "../contract/note.ts"
import type { Run, RunChange } from "../contract/training.ts"
import type { RunFolder } from "./run-folder.ts"

/** Milliseconds between two writes to the folder while only the step changes. */
const keepEvery = 2000

export class RunStatus {
  readonly #folder: RunFolder
  readonly #onRun: (run: Run) => void
  #run: Run
  #keptAt = 0

  private constructor(folder: RunFolder, onRun: (run: Run) => void, run: Run) {
    this.#folder = folder
    this.#onRun = onRun
    this.#run = run
  }

  static async open(folder: RunFolder, onRun: (run: Run) => void): Promise<RunStatus> {
    return new RunStatus(folder, onRun, await folder.read())
  }

  get run(): Run {
    return this.#run
  }

  /** Reports a change, and writes it if the last write is long enough ago. */
  async tell(change: RunChange): Promise<void> {
    this.#run = { ...this.#run, ...change, memoryBytes: process.resourceUsage().maxRSS * 1024 }
    this.#onRun(this.#run)
    if (Date.now() - this.#keptAt >= keepEvery) await this.keep({})
  }

  /** Writes a change at once, and reports it. */
  async keep(change: RunChange): Promise<void> {
    this.#run = { ...this.#run, ...change }
    await this.#folder.write(this.#run)
    this.#keptAt = Date.now()
    this.#onRun(this.#run)
  }

  note(note: Note): Promise<void> {
    return this.keep({ notes: [...this.#run.notes, note].slice(-50) })
  }
}
