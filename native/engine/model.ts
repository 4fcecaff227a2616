/**
 * The model in use: opened after the workspace, so that the window never waits for it, and opened again when pack or
 * device change. Calls that need it wait for it. When it can't be opened, the reason is shown, and another can be chosen.
 */
import type { Log } from "../base/log/log.ts"
import type { Workspace } from "../catalog/workspace.ts"
import type { PackView, Status } from "../contract/api/app.ts"
import { StudioError } from "../contract/errors.ts"
import type { Scenario } from "../contract/scenario.ts"
import type { Device, PrecisionChoice } from "../contract/settings.ts"
import type { Pack } from "../models/pack.ts"
import { farFromPack } from "../personalize/domain.ts"
import { Session } from "../personalize/session.ts"
import { openStudioOn } from "../personalize/studio.ts"
import type { ModelHolder, Turn, Turns, Urgency } from "./context.ts"
import { problemOf } from "./problem.ts"

export interface ModelChoice {
  packDir: string
  device: Device | "auto"
  precision: PrecisionChoice
}

type ModelState = Status["model"]

export class Model implements ModelHolder {
  readonly #workspace: Workspace
  readonly #scenarios: ReadonlyMap<string, Scenario>
  readonly #turns: Turns
  readonly #onChange: () => void
  readonly #onReady: (prepared: number) => Promise<void>
  readonly #log: Log
  #opening: Promise<Session> = Promise.reject(new Error("not opened"))
  /** The one whose studio isn't closed. */
  #open: Session | null = null
  #state: ModelState = { state: "loading" }
  /** Settles when the state of the opened model is complete. */
  #described: Promise<void> = Promise.resolve()
  #closed = false

  constructor(
    workspace: Workspace,
    scenarios: ReadonlyMap<string, Scenario>,
    turns: Turns,
    onChange: () => void,
    onReady: (prepared: number) => Promise<void>,
    log: Log,
  ) {
    this.#workspace = workspace
    this.#scenarios = scenarios
    this.#turns = turns
    this.#onChange = onChange
    this.#onReady = onReady
    this.#log = log
    this.#opening.catch(() => undefined)
  }

  session(): Promise<Session> {
    return this.#opening
  }

  /** Items, tags or personas changed: nothing that was planned holds. */
  forget(): void {
    this.#open?.forget()
  }

  async use<Result>(
    urgency: Urgency,
    work: (session: Session, turn: Turn) => Promise<Result>,
    signal?: AbortSignal,
  ): Promise<Result> {
    for (;;) {
      const session = await unlessAborted(this.#opening, signal)
      let replaced = false
      const turnWithModel = async (turn: Turn) => {
        try {
          session.checkOpen()
          return await work(session, {
            async yield() {
              await turn.yield()
              session.checkOpen()
            },
          })
        } finally {
          replaced = session.ended
        }
      }
      try {
        const result = await this.#turns.take(urgency, turnWithModel, signal)
        if (!replaced) return result
      } catch (error) {
        if (!replaced) throw error
      }
    }
  }

  get state(): ModelState {
    return this.#state
  }

  /**
   * Closes the open model and opens the chosen one. Work that was drawing begins again with it. An error of `choose` is
   * shown as the reason why there is no model.
   */
  open(choose: () => ModelChoice, describe: (pack: Pack) => Promise<PackView>): void {
    this.#set({ state: "loading" })
    const opening = this.#turns.take("preview", async () => {
      await this.#closeOpen()
      this.#open = new Session(await openStudioOn(this.#workspace, this.#scenarios, choose()))
      return this.#open
    })
    this.#opening = opening
    this.#described = opening
      .then(async ({ studio }) => {
        if (this.#opening !== opening) return
        const prepared = await this.#prepared(studio)
        this.#set({
          state: "ready",
          pack: await describe(studio.pack),
          device: studio.runtime.device,
          attempts: studio.runtime.attempts.map(({ device, ok, reason }) => ({
            device,
            ok,
            reason: reason ?? null,
          })),
          prepared,
          warnings: await farFromPack(studio),
        })
        const { device, precision } = studio.runtime
        this.#log.info("model opened", { pack: studio.pack.hash.slice(0, 12), device, precision, prepared })
        await this.#onReady(prepared)
      })
      .catch(error => {
        if (this.#opening !== opening || this.#closed) return
        const problem = problemOf(error)
        this.#log.error("opening the model", error)
        this.#set({ state: "failed", problem })
      })
  }

  /** Counts the prepared items again, after a prepare job. */
  async refresh(): Promise<void> {
    if (this.#state.state !== "ready") return
    const { studio } = await this.#opening
    const [prepared, warnings] = [await this.#prepared(studio), await farFromPack(studio)]
    if (this.#state.state === "ready") this.#set({ ...this.#state, prepared, warnings })
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#described
    this.#opening = Promise.reject(new StudioError("job.cancelled", { what: "drawing" }))
    this.#opening.catch(() => undefined)
    await this.#turns.take("preview", () => this.#closeOpen())
  }

  async #closeOpen(): Promise<void> {
    const before = this.#open
    this.#open = null
    before?.end()
    await before?.studio.close()
  }

  async #prepared({ pool }: Session["studio"]): Promise<number> {
    return [...(await pool.ids())].length
  }

  #set(state: ModelState): void {
    this.#state = state
    this.#onChange()
  }
}

/** What the promise brings, unless the caller leaves first. @throws job.cancelled */
async function unlessAborted<Value>(
  promise: Promise<Value>,
  signal: AbortSignal | undefined,
): Promise<Value> {
  if (!signal) return promise
  let leave = () => {}
  const left = new Promise<never>((_, reject) => {
    leave = () => reject(new StudioError("job.cancelled", { what: "drawing" }))
    if (signal.aborted) leave()
    else signal.addEventListener("abort", leave, { once: true })
  })
  try {
    return await Promise.race([promise, left])
  } finally {
    signal.removeEventListener("abort", leave)
  }
}
