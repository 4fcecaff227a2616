/** Final renders: a durable job, each image kept as soon as it is drawn, so that a resumed job draws only the rest. */
import { PresetStore } from "../../catalog/preset-store.ts"
import { RenderStore } from "../../catalog/render-store.ts"
import type { Job } from "../../contract/api/jobs.ts"
import type { JobInput } from "../../contract/job-kinds.ts"
import type { Note } from "../../contract/note.ts"
import { maxSeed } from "../../contract/setting-values.ts"
import type { Settings } from "../../contract/settings.ts"
import { stepsTaken } from "../../diffusion/scheduler.ts"
import { keepRender } from "../../exporting/save-image.ts"
import { personalize } from "../../personalize/personalize.ts"
import type { Session } from "../../personalize/session.ts"
import type { EngineContext, JobHandler, Turn } from "../context.ts"
import type { Jobs } from "../jobs.ts"
import { stream } from "../stream.ts"
import { GuessPace, guessOf } from "./frame.ts"
import { measure } from "./metrics.ts"

export type RenderEvent =
  | { type: "step"; index: number; step: number; steps: number; frame: string }
  | { type: "render"; index: number; id: string }

export type WatchEvent = RenderEvent | { type: "end"; job: Job }

type Listener = (event: RenderEvent) => void

export class Renders {
  readonly #context: EngineContext
  readonly #jobs: Jobs
  readonly #listeners = new Map<string, Set<Listener>>()

  constructor(context: EngineContext, jobs: Jobs) {
    this.#context = context
    this.#jobs = jobs
  }

  async start(asked: JobInput<"render">): Promise<Job> {
    const { workspace } = this.#context
    const item = await workspace.findItem(asked.item)
    const persona = await workspace.findPersona(asked.persona)
    await workspace.historyOf(persona, item.id, asked.settings.history, asked.settings.excludedHistory)
    new PresetStore(workspace.state).setLastUsed(item.scenario, asked.settings)
    return this.#jobs.add("render", `${item.title} · ${persona.name}`, asked, "first")
  }

  readonly handler: JobHandler<"render"> = async run => {
    const { item, persona, settings, mark } = run.input
    const renders = [...(run.checkpoint?.renders ?? [])]
    const report = () => run.progress(renders.length, settings.count, "images")
    report()
    let warnings: Note[] = []
    const drawRest = async (session: Session, turn: Turn) => {
      const { studio } = session
      const rest = withoutFirst(settings, renders.length)
      if (rest.count < 1) return
      let pace = new GuessPace(stepsTaken(settings))
      const made = await personalize(
        session,
        { item, persona, settings: rest },
        {
          signal: run.signal,
          beforeStep: turn.yield,
          onStep: async ({ step, steps, predictedOriginal }) => {
            if (!this.#listeners.has(run.id) || !pace.shows(step, performance.now())) return
            const frame = await guessOf(studio.pipeline, predictedOriginal)
            this.#say(run.id, { type: "step", index: renders.length, step, steps, frame })
          },
          onImage: async (_, { image, recipe }) => {
            const metrics = await measure(studio, image, recipe)
            const render = await keepRender(studio.workspace, image, recipe, { item, persona, metrics })
            if (mark) new RenderStore(studio.workspace.state).mark([render.id], mark)
            renders.push(render.id)
            pace = new GuessPace(stepsTaken(settings))
            run.saveCheckpoint({ renders })
            report()
            this.#say(run.id, { type: "render", index: renders.length - 1, id: render.id })
            this.#context.publish({ type: "changed", what: "renders" })
          },
        },
      )
      warnings = made.warnings
    }
    await this.#context.model.use("render", drawRest, run.signal)
    return { figures: { images: renders.length }, report: { renders, warnings } }
  }

  /** The renders that a job has kept already, then new ones, until it ends. */
  watch(id: string, signal?: AbortSignal): AsyncGenerator<WatchEvent, void, void> {
    return stream<WatchEvent>(async (emit, left) => {
      const kept = this.#jobs.checkpoint("render", id)?.renders ?? []
      for (const [index, render] of kept.entries()) emit({ type: "render", index, id: render })
      const listeners = this.#listeners.get(id) ?? new Set()
      this.#listeners.set(id, listeners.add(emit))
      try {
        emit({ type: "end", job: await this.#jobs.finished(id, left) })
      } finally {
        listeners.delete(emit)
        if (listeners.size === 0) this.#listeners.delete(id)
      }
    }, signal)
  }

  #say(id: string, event: RenderEvent): void {
    for (const listener of this.#listeners.get(id) ?? []) listener(event)
  }
}

/** Settings of the images after the first few: image n has the seed of the first plus n. */
const withoutFirst = (settings: Settings, done: number): Settings => ({
  ...settings,
  count: settings.count - done,
  seed: (settings.seed + done) % (maxSeed + 1),
})
