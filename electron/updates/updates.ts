/**
 * Updates as the user meets them. Off until they are switched on: then the server is asked once a day. A newer version is
 * downloaded and installed on the user's word alone. The menu's "Check for updates" asks once, switched on or not.
 */
import { readFileSync, renameSync, writeFileSync } from "node:fs"
import { z } from "zod"
import { reasonOf, StudioError } from "../../native/contract/errors.ts"
import type { Note } from "../../native/contract/note.ts"
import { type Problem, problemFrom } from "../../native/contract/problem.ts"
import type { Updates as State, UpdateProgress, UpdateStep } from "../../native/contract/shell.ts"
import type { Log } from "../../native/engine/log.ts"
import type { Updater } from "./updater.ts"

const keptSchema = z.object({
  automatic: z.boolean(),
  /** When the server last answered, in milliseconds. */
  checked: z.int().min(0).nullable(),
})
type Kept = z.infer<typeof keptSchema>

const day = 24 * 60 * 60 * 1000
const hour = 60 * 60 * 1000

export interface UpdatesOptions {
  version: string
  host: string | null
  /** Why this copy can't update itself; null when it can. */
  unavailable: Note | null
  /** Where the user's choice is kept. */
  file: string
  openUpdater: () => Promise<Updater>
  onState: (state: State) => void
  /** Ends everything that must not run while the program is replaced. */
  beforeInstall: () => Promise<void>
  /** Nothing of the program runs any more but this. */
  onInstallFailed: (problem: Problem) => void
  log: Pick<Log, "error">
  now?: () => number
}

export class Updates {
  readonly #options: UpdatesOptions
  readonly #now: () => number
  #kept: Kept
  #progress: UpdateProgress
  #updater: Promise<Updater> | undefined
  #work: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(options: UpdatesOptions) {
    this.#options = options
    this.#now = options.now ?? Date.now
    this.#kept = readKept(options.file)
    const { unavailable } = options
    this.#progress = unavailable
      ? { step: "unavailable", reason: unavailable }
      : { step: "none", checked: this.#kept.checked }
  }

  get state(): State {
    const { version, host } = this.#options
    return { automatic: this.#kept.automatic, version, host, progress: this.#progress }
  }

  /** Asks now if that is due, and looks every hour whether it is. */
  start(): void {
    if (this.#options.unavailable) return
    this.#timer ??= setInterval(() => this.#checkIfDue(), hour).unref()
    this.#checkIfDue()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  setAutomatic(automatic: boolean): void {
    try {
      this.#keep({ ...this.#kept, automatic })
    } catch (error) {
      const problem = problemFrom(new StudioError("update.not_kept", { reason: reasonOf(error) }))
      this.#tell({ step: "failed", problem })
      return
    }
    this.#options.onState(this.state)
    this.#checkIfDue()
  }

  /** Does one step, if it is its turn; a step that goes on already is waited for. */
  async take(step: UpdateStep): Promise<void> {
    if (this.#progress.step === "unavailable") return
    this.#work ??= this.#do(step).finally(() => {
      this.#work = undefined
    })
    await this.#work
  }

  #checkIfDue(): void {
    const { automatic, checked } = this.#kept
    const idle = this.#progress.step === "none" || this.#progress.step === "failed"
    // A clock that was set back doesn't put it off for ever.
    const since = checked === null ? day : Math.abs(this.#now() - checked)
    if (automatic && idle && since >= day) void this.take("check")
  }

  async #do(step: UpdateStep): Promise<void> {
    const before = this.#progress
    try {
      this.#updater ??= this.#options.openUpdater()
      const updater = await this.#updater
      if (step === "check" && before.step !== "ready") await this.#check(updater)
      else if (step === "download" && before.step === "found") await this.#download(updater, before.version)
      else if (step === "install" && before.step === "ready") await this.#install(updater, before.version)
    } catch (error) {
      this.#options.log.error("update", error)
      const problem = problemOf(error)
      this.#tell({ step: "failed", problem })
      if (step === "install") this.#options.onInstallFailed(problem)
    }
  }

  async #check(updater: Updater): Promise<void> {
    this.#tell({ step: "checking" })
    const version = await updater.check()
    const checked = this.#now()
    try {
      this.#keep({ ...this.#kept, checked })
    } catch {
      // Then it is asked once more today.
    }
    this.#tell(version === null ? { step: "none", checked } : { step: "found", version })
  }

  async #download(updater: Updater, version: string): Promise<void> {
    this.#tell({ step: "downloading", version, fraction: 0 })
    await updater.download(fraction => this.#tell({ step: "downloading", version, fraction }))
    this.#tell({ step: "ready", version })
  }

  async #install(updater: Updater, version: string): Promise<void> {
    this.#tell({ step: "installing", version })
    await this.#options.beforeInstall()
    await updater.install()
  }

  #keep(kept: Kept): void {
    const { file } = this.#options
    writeFileSync(`${file}.tmp`, JSON.stringify(kept))
    renameSync(`${file}.tmp`, file)
    this.#kept = kept
  }

  #tell(progress: UpdateProgress): void {
    this.#progress = progress
    this.#options.onState(this.state)
  }
}

/** Without a file, or with one that isn't ours, updates are off. */
function readKept(file: string): Kept {
  try {
    return keptSchema.parse(JSON.parse(readFileSync(file, "utf8")))
  } catch {
    return { automatic: false, checked: null }
  }
}

const problemOf = (error: unknown): Problem =>
  problemFrom(
    error instanceof StudioError ? error : new StudioError("program.unexpected", { reason: String(error) }),
  )
