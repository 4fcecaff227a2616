/**
 * A run on disk, in runs/ID of a workspace. While a trainer is alive it alone writes here.
 *
 *   run.json        settings and status                samples.json   the samples that it learns from
 *   log.jsonl       losses, validation, drawings       start/         the adapter it starts from
 *   checkpoints/    the latest few; the best is best.safetensors    drawn/  sample images    adapter/  its result
 *
 * A run that learns a product has product.json and pictures/ in place of samples.json, class/, and leaves lora.safetensors.
 */
import { mkdir, readdir, readFile, stat } from "node:fs/promises"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { z } from "zod"
import { parsedJson } from "../base/json.ts"
import { readJsonLines } from "../base/json-lines.ts"
import { OutputFolder } from "../base/output-folder.ts"
import { removeFolder } from "../base/temporary-file.ts"
import { appendLines, writeAtomic } from "../catalog/atomic.ts"
import { lockForWriting, type WriterLock } from "../catalog/lock.ts"
import { stampedId, stampedIdPattern } from "../catalog/stamped-id.ts"
import { isStudioError, StudioError } from "../contract/errors.ts"
import {
  type Run,
  type RunChange,
  type RunCurves,
  type RunTask,
  storedRunSchema,
} from "../contract/training.ts"
import { sampleSchema } from "./samples.ts"

const samplesSchema = z.object({ train: z.array(sampleSchema), heldOut: z.array(sampleSchema) })
export type Samples = z.infer<typeof samplesSchema>

const lineSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("step"),
    step: z.int(),
    loss: z.number(),
    learningRate: z.number(),
    gradientNorm: z.number(),
  }),
  z.object({ type: z.literal("validation"), step: z.int(), loss: z.number() }),
  z.object({
    type: z.literal("drawn"),
    step: z.int(),
    item: z.string().optional(),
    persona: z.string().optional(),
    /** Of a product's run, which draws texts. */
    text: z.string().optional(),
    file: z.string(),
  }),
])
export type LogLine = z.infer<typeof lineSchema>

/** Milliseconds that another trainer of the run may take to end: a step of a large model. */
const longestWait = 120_000

/** The most points that a curve is shown with. */
const mostPoints = 400

export class RunFolder {
  readonly dir: string
  readonly id: string
  #output: OutputFolder | undefined

  constructor(runsDir: string, id: string) {
    this.dir = join(runsDir, id)
    this.id = id
  }

  /** A new run. What it needs beside its status is put there first, by `fill`. */
  static async create(
    runsDir: string,
    name: string,
    task: RunTask,
    pack: Run["pack"],
    fill: (folder: RunFolder) => Promise<void> = async () => undefined,
  ): Promise<RunFolder> {
    const now = new Date()
    const folder = new RunFolder(runsDir, stampedId(now))
    await mkdir(folder.dir, { recursive: true })
    await fill(folder)
    await folder.write({
      id: folder.id,
      name,
      state: "queued",
      createdAt: now.toISOString(),
      step: 0,
      ...task,
      pack,
      device: null,
      microBatch: null,
      accumulation: null,
      samples: 0,
      heldOut: 0,
      loss: null,
      firstValidation: null,
      bestValidation: null,
      bestStep: null,
      secondsPerStep: null,
      secondsLeft: null,
      memoryBytes: null,
      doing: null,
      notes: [],
      problem: null,
      adapter: null,
      lora: null,
    })
    return folder
  }

  get startDir(): string {
    return join(this.dir, "start")
  }
  get checkpointsDir(): string {
    return join(this.dir, "checkpoints")
  }
  get bestFile(): string {
    return join(this.dir, "best.safetensors")
  }
  /** What a run that has ended leaves. */
  get adapterDir(): string {
    return join(this.dir, "adapter")
  }
  /** What a run that has learned a product leaves. */
  get loraFile(): string {
    return join(this.dir, "lora.safetensors")
  }
  /** The same under diffusers' names, in a file that `load_lora_weights` finds by itself. */
  get diffusersLoraFile(): string {
    return join(this.dir, "pytorch_lora_weights.safetensors")
  }
  get drawnDir(): string {
    return join(this.dir, "drawn")
  }

  /** @throws StudioError training.unknown_run */
  async read(): Promise<Run> {
    const json = await readFile(join(this.dir, "run.json"), "utf8").catch(() => undefined)
    const run = json === undefined ? undefined : parsedJson(json, storedRunSchema)
    if (!run) throw new StudioError("training.unknown_run", { run: this.id })
    return run
  }

  /**
   * Called before anything is written: a run whose folder vanished isn't written to another place.
   *
   * @throws StudioError export.folder_gone, export.folder_replaced
   */
  async check(): Promise<void> {
    this.#output ??= await OutputFolder.existing(this.dir)
    await this.#output.check()
  }

  async write(run: Run): Promise<void> {
    await this.check()
    return writeAtomic(join(this.dir, "run.json"), `${JSON.stringify(run, null, 2)}\n`)
  }

  async change(change: RunChange): Promise<Run> {
    const run = { ...(await this.read()), ...change }
    await this.write(run)
    return run
  }

  /** What it learns from; null before that was settled. */
  async samples(): Promise<Samples | null> {
    const json = await readFile(join(this.dir, "samples.json"), "utf8").catch(() => undefined)
    return json === undefined ? null : samplesSchema.parse(JSON.parse(json))
  }

  async writeSamples(samples: Samples): Promise<void> {
    await this.check()
    return writeAtomic(join(this.dir, "samples.json"), JSON.stringify(samples))
  }

  async log(lines: readonly LogLine[]): Promise<void> {
    if (lines.length === 0) return
    await this.check()
    await appendLines(this.#logFile, lines)
  }

  /** Forgets what was logged after a step: it will be done again. */
  async cutLog(step: number): Promise<void> {
    const lines = await this.readLog()
    const kept = lines.filter(line => line.step <= step)
    if (kept.length < lines.length)
      await writeAtomic(this.#logFile, kept.map(line => `${JSON.stringify(line)}\n`).join(""))
  }

  /** Every line that is whole: one may have been cut by a kill. */
  async readLog(): Promise<LogLine[]> {
    return readJsonLines(this.#logFile, lineSchema)
  }

  /** The log as curves: training losses are averaged over evenly many steps. */
  async curves(): Promise<RunCurves> {
    const log = await this.readLog()
    const steps = log.filter(line => line.type === "step")
    const width = Math.max(1, Math.ceil(steps.length / mostPoints))
    const losses = Array.from({ length: Math.ceil(steps.length / width) }, (_, group) => {
      const lines = steps.slice(group * width, (group + 1) * width)
      const last = lines.at(-1)!
      const mean = (of: "loss" | "gradientNorm") =>
        lines.reduce((sum, line) => sum + line[of], 0) / lines.length
      return {
        step: last.step,
        loss: mean("loss"),
        learningRate: last.learningRate,
        gradientNorm: mean("gradientNorm"),
      }
    })
    return {
      losses,
      validation: log.flatMap(line =>
        line.type === "validation" ? [{ step: line.step, loss: line.loss }] : [],
      ),
      drawn: log.flatMap(line =>
        line.type === "drawn"
          ? [{ ...shownOf(line), picture: `${this.id}.${line.file.replace(/\.png$/, "")}` }]
          : [],
      ),
    }
  }

  /**
   * One trainer a run. An earlier one may still be saving its work: this waits for it.
   *
   * @throws StudioError workspace.in_use
   */
  async lock(): Promise<WriterLock> {
    for (const end = Date.now() + longestWait; ; await sleep(250)) {
      try {
        return await lockForWriting(this.dir)
      } catch (error) {
        if (!isStudioError(error, "workspace.in_use") || Date.now() > end) throw error
      }
    }
  }

  remove(): Promise<void> {
    return removeFolder(this.dir)
  }

  get #logFile(): string {
    return join(this.dir, "log.jsonl")
  }
}

const shownOf = ({ step, item, persona, text }: Extract<LogLine, { type: "drawn" }>) => ({
  step,
  item,
  persona,
  text,
})

/** The run of this id. @throws StudioError training.unknown_run */
export async function findRun(runsDir: string, id: string): Promise<RunFolder> {
  const folder = new RunFolder(runsDir, id)
  if (!stampedIdPattern.test(id) || !(await stat(folder.dir).catch(() => null))?.isDirectory())
    throw new StudioError("training.unknown_run", { run: id })
  return folder
}

/** All runs, newest first; folders that hold none are passed by. */
export async function listRuns(runsDir: string): Promise<Run[]> {
  const names = await readdir(runsDir).catch(() => [])
  const ids = names
    .filter(name => stampedIdPattern.test(name))
    .sort()
    .reverse()
  const runs = await Promise.all(ids.map(id => new RunFolder(runsDir, id).read().catch(() => null)))
  return runs.filter(run => run !== null)
}
