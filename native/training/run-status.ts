/** How a run stands: told to whoever listens, and kept in its folder. */
import type { Note } from "../contract/note.ts"
import type { Run } from "../contract/training.ts"
import type { RunFolder } from "./run-folder.ts"

/** Milliseconds between two times that it is kept, while nothing but the step changes. */
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

  /** Tells it, and keeps it now and then. */
  async tell(change: Partial<Run>): Promise<void> {
    this.#run = { ...this.#run, ...change, memoryBytes: process.resourceUsage().maxRSS * 1024 }
    this.#onRun(this.#run)
    if (Date.now() - this.#keptAt >= keepEvery) await this.keep({})
  }

  /** Tells it, and keeps it now. */
  async keep(change: Partial<Run>): Promise<void> {
    this.#run = { ...this.#run, ...change }
    await this.#folder.write(this.#run)
    this.#keptAt = Date.now()
    this.#onRun(this.#run)
  }

  note(note: Note): Promise<void> {
    return this.keep({ notes: [...this.#run.notes, note].slice(-50) })
  }
}
