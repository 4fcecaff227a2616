/** Fine-tuning as the page asks for it, with real trainer processes on a small shop. */
import { mkdtemp, readdir, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createRouterClient } from "@orpc/server"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { JobStore } from "../catalog/job-store.ts"
import { openWorkspace } from "../catalog/workspace.ts"
import { teachingSettingsSchema } from "../contract/teaching.ts"
import type { Run, TrainingSettingsInput } from "../contract/training.ts"
import { trainingSettingsSchema } from "../contract/training.ts"
import { makePictures, makeShop, scenariosDir, tinyPack } from "../training/fixtures.ts"
import { forkTrainer } from "../training/process/fork.ts"
import type { Engine } from "./context.ts"
import { createEngine } from "./engine.ts"
import { ProblemError } from "./problem.ts"

const openEngine = (root: string, workspaceDir: string) =>
  createEngine(
    {
      workspaceDir,
      root,
      starterPack: tinyPack,
      scenariosDir,
      questionnaireDir: "",
      modelsFile: "",
      modelsDir: "",
      farmsFile: "",
      sampleCatalog: null,
    },
    forkTrainer,
  )

const clientOf = (engine: Engine) =>
  createRouterClient(engine.router, {
    context: { connection: { id: "page", signal: new AbortController().signal } },
  })

let root: string
let workspaceDir: string
let engine: Engine
let api: ReturnType<typeof clientOf>
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "iamg-engine-training-"))
  workspaceDir = await makeShop(root)
  engine = await openEngine(root, workspaceDir)
  api = clientOf(engine)
})
afterAll(async () => {
  await engine.close()
  await rm(root, { recursive: true })
})

const settingsOf = (settings: TrainingSettingsInput = {}) =>
  trainingSettingsSchema.parse({
    steps: 4,
    batch: 2,
    history: 3,
    neighbours: 2,
    validateEvery: 2,
    saveEvery: 2,
    drawEvery: 0,
    ...settings,
  })
/** More steps than a test waits for. */
const long = { steps: 100_000 }
const start = (name: string, settings?: TrainingSettingsInput) =>
  api.training.start({ name, settings: settingsOf(settings) })
const code = (expected: string) => expect.objectContaining({ code: expected })

async function until(id: string, ready: (run: Run) => boolean): Promise<Run> {
  for (;;) {
    const run = await api.training.run({ id })
    if (ready(run)) return run
    if (run.problem) throw new ProblemError(run.problem)
    await new Promise(settle => setTimeout(settle, 100))
  }
}
const hasStepped = ({ state, step }: Run) => state === "running" && step > 0

async function preview(adapter: string | null) {
  const [item] = (await api.items.list({ scenario: "movie-poster", limit: 1 })).items
  const [persona] = (await api.personas.list({})).personas
  const settings = { steps: 2, history: 3, neighbours: 2, scheduler: "dpmpp-2m", adapter } as const
  let frame = ""
  for await (const event of await api.studio.preview({ item: item!.id, persona: persona!.id, settings }))
    if (event.type === "image") frame = event.frame
  return frame
}

test("the check reports the data, the costs, and why a run can't start", async () => {
  const check = await api.training.check({ settings: settingsOf() })
  expect(check).toMatchObject({ source: "interactions", users: 12, samples: 11, heldOut: 1, refusals: [] })
  expect(check.seconds).toBeGreaterThan(0)
  const settings = settingsOf({ scenario: "outfit" })
  const { refusals } = await api.training.check({ settings })
  expect(refusals.map(refusal => refusal.code)).toEqual(["training.too_few"])
  await expect(api.training.start({ name: "x", settings })).rejects.toEqual(code("training.refused"))
  expect(await api.training.runs()).toEqual([])
})

test("a product is checked, taught, and its LoRA is listed", async () => {
  const folder = engine.grantFolder(await makePictures(root, 5))
  const settings = teachingSettingsSchema.parse({
    word: "zqx",
    class: "bag",
    steps: 2,
    rank: 2,
    classPictures: 1,
    drawEvery: 0,
    learningRate: 1e-2,
  })
  expect(await api.training.checkTeaching({ settings, folder })).toMatchObject({
    pictures: 4,
    heldOut: 1,
    refusals: [],
  })
  const few = engine.grantFolder(await makePictures(root, 2))
  await expect(api.training.teach({ name: "Bag", settings, folder: few })).rejects.toEqual(
    code("training.refused"),
  )
  const { id } = await api.training.teach({ name: "Bag", settings, folder })
  const run = await until(id, ({ state, lora }) => state === "done" && lora !== null)
  expect(run).toMatchObject({ kind: "product", lora: "Bag", step: 2, microBatch: 2, accumulation: 1 })
  expect(await api.loras.list()).toMatchObject([{ name: "Bag", isFewSteps: false, problem: null }])
  await api.training.remove({ id })
  expect(await api.loras.list()).toHaveLength(1)
})

describe("a run", () => {
  test("ends as an adapter that is there at once, and draws other images than the pack alone", async () => {
    const { id } = await start("House style", { drawEvery: 4, learningRate: 3e-3 })
    const run = await until(id, ({ state, adapter }) => state === "done" && adapter !== null)
    expect(run).toMatchObject({ name: "House style", step: 4, problem: null })
    const [adapter] = await api.adapters.list()
    expect(adapter).toMatchObject({ id: run.adapter, name: "House style", pack: "tiny", problem: null })
    expect(adapter!.validation).toEqual({
      before: run.firstValidation,
      after: run.bestValidation,
      step: run.bestStep,
    })
    const [plain, tuned] = [await preview(null), await preview(adapter!.id)]
    expect(tuned).not.toBe(plain)
    expect(await preview(null)).toBe(plain)

    const { losses, validation, drawn } = await api.training.curves({ id })
    expect([losses.length, validation.length, drawn.length]).toEqual([4, 3, 1])
    expect(await engine.images("sample", drawn[0]!.picture, 160)).toMatchObject({ type: "image/webp" })
  })

  test("paused frees the trainer; resumed, it goes on; stopped, the best is kept", async () => {
    const { id } = await start("Long", long)
    await until(id, hasStepped)
    const paused = await api.training.pause({ id })
    expect(paused.state).toBe("paused")
    expect((await api.training.run({ id })).step).toBe(paused.step)
    await expect(api.training.stop({ id })).rejects.toEqual(code("training.wrong_state"))
    await api.training.resume({ id })
    const { step } = await until(id, run => hasStepped(run) && run.step > paused.step)
    const stopped = await api.training.stop({ id })
    expect(stopped).toMatchObject({ state: "stopped", problem: null })
    expect(stopped.step).toBeGreaterThanOrEqual(step)
    expect((await api.adapters.list()).map(adapter => adapter.id)).toContain(stopped.adapter)
  })

  test("waits while another goes on, and may be cancelled and removed before it starts", async () => {
    const first = await start("First", long)
    const second = await start("Second", long)
    await until(first.id, hasStepped)
    expect((await api.training.run({ id: second.id })).state).toBe("queued")
    await expect(api.training.remove({ id: first.id })).rejects.toEqual(code("training.wrong_state"))
    expect(await api.training.cancel({ id: second.id })).toMatchObject({ problem: { code: "job.cancelled" } })
    expect(await api.training.cancel({ id: first.id })).toMatchObject({
      state: "failed",
      adapter: null,
      problem: { code: "job.cancelled" },
    })
    await api.training.remove({ id: second.id })
    const left = await api.training.remove({ id: first.id })
    expect(left.map(run => run.name)).not.toContain("First")
    expect(await readdir(join(workspaceDir, "runs"))).toHaveLength(left.length)
  })

  test("goes on by itself when the engine is opened again", async () => {
    const { id } = await start("Overnight", long)
    const { step } = await until(id, hasStepped)
    await engine.close()
    const workspace = await openWorkspace(workspaceDir, { mode: "write" })
    const store = new JobStore(workspace.state)
    const job = store.list().find(({ state }) => state === "queued")!
    // As if it had come further before the engine was lost.
    store.change(job.id, { state: "running", restarts: 1, checkpoint: { step: 1_000_000 } })
    await workspace.close()
    engine = await openEngine(root, workspaceDir)
    api = clientOf(engine)
    await until(id, run => hasStepped(run) && run.step > step)
    expect((await api.jobs.list()).find(one => one.id === job.id)).toMatchObject({ restarts: 2 })
    await api.training.cancel({ id })
  })

  test("that was kept early isn't trained further when the engine was lost before its job had ended", async () => {
    const { id } = await start("Kept early", long)
    await until(id, hasStepped)
    const { step, adapter } = await api.training.stop({ id })
    const jobOf = async () => (await api.jobs.list()).find(({ title }) => title === "Kept early")!
    const job = await jobOf()
    await engine.close()
    const workspace = await openWorkspace(workspaceDir, { mode: "write" })
    new JobStore(workspace.state).change(job.id, { state: "running", checkpoint: { step }, report: null })
    await workspace.close()
    engine = await openEngine(root, workspaceDir)
    api = clientOf(engine)
    await expect.poll(async () => (await jobOf()).state, { timeout: 20_000 }).toBe("done")
    expect(await api.training.run({ id })).toMatchObject({ state: "stopped", step, adapter })
    // Asked to, it goes on.
    await api.training.resume({ id })
    await until(id, run => hasStepped(run) && run.step > step)
    await api.training.cancel({ id })
  })

  test("of an unknown id is no run", async () => {
    const unknown = code("training.unknown_run")
    for (const id of ["../../etc", "20260101-000000-abcd"]) {
      await expect(api.training.run({ id })).rejects.toEqual(unknown)
      await expect(api.training.resume({ id })).rejects.toEqual(unknown)
    }
  })
})

describe("adapters", () => {
  test("are renamed, copied out, deleted and copied in", async () => {
    const [adapter] = await api.adapters.list()
    const { id, hash } = adapter!
    expect(await api.adapters.rename({ id, name: "Autumn" })).toMatchObject({ id, hash, name: "Autumn" })
    const { folder } = await api.adapters.export({ id, handle: engine.grantFolder(root) })
    expect(folder).toBe("Autumn")
    expect((await api.adapters.remove({ id })).map(one => one.id)).not.toContain(id)
    await expect(preview(id)).rejects.toEqual(code("adapter.unknown"))
    const imported = await api.adapters.import({ handle: engine.grantFolder(join(root, folder)) })
    expect(imported).toMatchObject({ name: "Autumn", hash, problem: null })
    expect(await preview(imported.id)).not.toBe(await preview(null))
  })

  test("a folder without one is refused", async () => {
    const handle = engine.grantFolder(join(root, "catalog"))
    await expect(api.adapters.import({ handle })).rejects.toEqual(code("pack.missing_file"))
  })
})
