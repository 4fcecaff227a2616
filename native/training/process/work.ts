/** What a trainer process does, whatever kind of process it is: opens the workspace for reading and goes on with a run. */
import { constants, setPriority } from "node:os"
import { openLog } from "../../base/log/log.ts"
import { beginningOf, itemWords, personaWords } from "../../catalog/private-words.ts"
import { openWorkspace, type Workspace } from "../../catalog/workspace.ts"
import type { Run } from "../../contract/training.ts"
import { loadScenarios } from "../../interests/scenarios.ts"
import { openStudioOn } from "../../personalize/studio.ts"
import { version } from "../../version.ts"
import { problemOf } from "../problem.ts"
import { type StopRequest, train } from "../run.ts"
import { findRun } from "../run-folder.ts"
import type { StepResult } from "../trainer.ts"
import type { FromTrainer, ToTrainer, TrainerOptions } from "./messages.ts"

export class TrainerWork {
  readonly #send: (message: FromTrainer) => void
  #stopRequest: StopRequest | null = null
  #started = false

  constructor(send: (message: FromTrainer) => void) {
    this.#send = send
  }

  /** Resolves when there is nothing more to do. */
  async take(message: ToTrainer): Promise<"ended" | "goes on"> {
    if (message.type === "stop") {
      // A cancel outweighs whatever hasn't been heard yet.
      if (this.#stopRequest !== "cancel") this.#stopRequest = message.stopRequest
      return "goes on"
    }
    if (this.#started) return "goes on"
    this.#started = true
    await this.#work(message.options).catch(error =>
      this.#send({ type: "failed", problem: problemOf(error) }),
    )
    return "ended"
  }

  async #work({
    workspaceDir,
    run: id,
    scenariosDir,
    microBatch,
    ...options
  }: TrainerOptions): Promise<void> {
    const workspace = await openWorkspace(workspaceDir, { mode: "read" })
    let words: readonly string[] = []
    const log = openLog({
      source: "trainer",
      dir: workspace.logsDir,
      places: { workspace: workspace.dir },
      privateWords: () => words,
      watched: { stream: process.stderr, from: "warn" },
    })
    const opened: { close(): unknown }[] = [workspace, log]
    try {
      log.info("trainer starts", { version, run: id, device: options.device })
      const folder = await findRun(workspace.runsDir, id)
      const lock = await folder.lock()
      opened.unshift({ close: () => lock.release() })
      const { settings } = await folder.read()
      // Before any thread of the models is made: threads inherit it.
      if (settings.polite) setPriority(constants.priority.PRIORITY_LOW)
      const scenarios = await loadScenarios([scenariosDir, workspace.scenariosDir])
      const studio = await openStudioOn(workspace, scenarios, { ...options, lean: true })
      opened.unshift(studio)
      const hooks = {
        stopRequest: () => this.#stopRequest,
        onRun: (run: Run) => this.#send({ type: "run", run }),
        onStep: (result: StepResult) => this.#send({ type: "step", result }),
      }
      const run = await train(studio, folder, hooks, { microBatch })
      log.info("trainer ends", { run: id, state: run.state, step: run.step, code: run.problem?.code ?? null })
      this.#send({ type: "ended", run })
    } catch (error) {
      words = await wordsOf(workspace)
      log.error("training", error, { run: id })
      throw error
    } finally {
      for (const part of opened) await part.close()
    }
  }
}

/** None where they can't be read: then that is what went wrong. */
async function wordsOf(workspace: Workspace): Promise<string[]> {
  const items = await workspace.items().catch(() => [])
  const known = items.map(item => ({ ...item, beginning: beginningOf(item.description) }))
  return [...itemWords(known), ...workspace.state.read(state => [...personaWords(state)])]
}
