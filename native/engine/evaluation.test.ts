/** Studies as the page asks for them, on a small shop. */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createRouterClient } from "@orpc/server"
import { afterAll, beforeAll, expect, test, vi } from "vitest"
import { JobStore } from "../catalog/job-store.ts"
import { openWorkspace } from "../catalog/workspace.ts"
import type { StudyView } from "../contract/api/evaluation.ts"
import { type EvaluationSettingsInput, evaluationSettingsSchema } from "../contract/evaluation.ts"
import { fixture } from "../models/fixtures.ts"
import { addLora } from "../personalize/loras.ts"
import { makeShop, scenariosDir, tinyPack } from "../training/fixtures.ts"
import type { Engine } from "./context.ts"
import { createEngine } from "./engine.ts"
import { ProblemError } from "./problem.ts"

const questionnaireDir = join(import.meta.dirname, "../../resources/questionnaire")
const noTrainer = () => {
  throw new Error("Nothing is trained here.")
}

let root: string
let workspaceDir: string
let engine: Engine
let api: ReturnType<typeof clientOf>
const clientOf = (engine: Engine) =>
  createRouterClient(engine.router, {
    context: { connection: { id: "page", signal: new AbortController().signal } },
  })
const open = async () => {
  const places = {
    root,
    starterPack: tinyPack,
    scenariosDir,
    questionnaireDir,
    modelsFile: "",
    modelsDir: "",
    farmsFile: "",
    sampleCatalog: null,
  }
  engine = await createEngine({ workspaceDir, ...places }, noTrainer)
  api = clientOf(engine)
}
beforeAll(async () => {
  vi.stubEnv("IAMG_ENDPOINT_KEY", "")
  root = await mkdtemp(join(tmpdir(), "iamg-engine-evaluation-"))
  workspaceDir = await makeShop(root)
  await open()
})
afterAll(async () => {
  await engine.close()
  await rm(root, { recursive: true })
})

const settingsOf = (settings: Partial<EvaluationSettingsInput> = {}) =>
  evaluationSettingsSchema.parse({ study: "methods", users: 2, heldOut: 0.5, steps: 1, ...settings })
const start = (settings?: Partial<EvaluationSettingsInput>) =>
  api.evaluation.start({ settings: settingsOf(settings) })
const code = (expected: string) => expect.objectContaining({ code: expected })

async function until(id: string, ready: (study: StudyView) => boolean): Promise<StudyView> {
  for (;;) {
    const study = (await api.evaluation.studies()).find(study => study.id === id)!
    if (ready(study)) return study
    if (study.problem) throw new ProblemError(study.problem)
    await new Promise(settle => setTimeout(settle, 50))
  }
}
const isDone = ({ state }: StudyView) => state === "done"

/** A folder below the root with a handle to it. */
async function folder(name: string) {
  const path = join(root, name)
  await mkdir(path, { recursive: true })
  return { path, handle: engine.grantFolder(path) }
}

test("a check counts shoppers and images, or says why it can't be", async () => {
  expect(await api.evaluation.check({ settings: settingsOf() })).toMatchObject({ users: 2, images: 6 })
  expect(await api.evaluation.check({ settings: settingsOf({ study: "time" }) })).toMatchObject({ images: 0 })
  const none = settingsOf({ scenario: "outfit" })
  await expect(api.evaluation.check({ settings: none })).rejects.toEqual(code("evaluation.too_few"))
  await expect(api.evaluation.start({ settings: none })).rejects.toEqual(code("evaluation.too_few"))
  expect(await api.evaluation.studies()).toEqual([])
})

test("further arms are LoRAs and packs of the list, by id; no other folder is opened", async () => {
  const workspace = { lorasDir: join(workspaceDir, "loras") }
  await addLora({ ...workspace, cacheDir: root }, fixture("lora/style.safetensors"), { name: "ink" })
  const baselines: EvaluationSettingsInput["baselines"] = [
    { kind: "pack", name: "other", pack: "starter" },
    { kind: "lora", name: "bag", lora: "ink" },
  ]
  expect(await api.evaluation.check({ settings: settingsOf({ baselines }) })).toMatchObject({ images: 10 })
  const { id } = await start({ baselines })
  const view = await until(id, isDone)
  expect(view.baselines).toEqual([
    { name: "other", kind: "pack", of: "tiny" },
    { name: "bag", kind: "lora", of: "ink" },
  ])
  const { pictures } = await api.evaluation.study({ id })
  expect(pictures[0]!.drawn.map(({ arm }) => arm)).toEqual(["text", "ip-adapter", "bag", "i-am-g", "other"])
  await api.evaluation.remove({ id })
  const outside = settingsOf({ baselines: [{ kind: "pack", name: "other", pack: tinyPack.slice(0, 100) }] })
  await expect(api.evaluation.start({ settings: outside })).rejects.toEqual(code("pack.unknown_id"))
})

test("a study ends with figures and pictures, is exported without the key to the arms, and is deleted", async () => {
  const { id } = await start()
  const view = await until(id, isDone)
  expect(view).toMatchObject({ pack: { name: "tiny" }, adapter: null, progress: null, problem: null })
  const { findings, pictures, preferences } = await api.evaluation.study({ id })
  expect(findings!.kind === "images" && findings!.arms.map(({ id }) => id)).toEqual([
    "original",
    "text",
    "ip-adapter",
    "i-am-g",
  ])
  expect(pictures.map(({ drawn }) => drawn.length)).toEqual([3, 3])
  expect(preferences).toEqual([])
  const [first] = pictures[0]!.drawn
  expect(await engine.images("study", first!.picture, 160)).toMatchObject({ type: "image/webp" })

  const { path, handle } = await folder("out")
  await api.evaluation.questionnaire({ id, handle })
  const exported = [
    await api.evaluation.export({ id, handle, locale: "en" }),
    await api.evaluation.export({ id, handle, locale: "zh-Hans" }),
  ].map(({ folder }) => folder)
  expect(exported).toEqual(["study-methods", "study-methods-2"])
  expect((await readdir(join(path, "study-methods"))).toSorted()).toEqual([
    "images",
    "preference",
    "report.html",
    "results.csv",
    "results.json",
    "results.jsonl",
    "study.json",
  ])
  expect(await readdir(join(path, "study-methods", "preference"))).toEqual([])
  const reports = exported.map(name => readFile(join(path, name, "report.html"), "utf8"))
  const [english, chinese] = (await Promise.all(reports)) as [string, string]
  expect(english).toMatch(/<html lang="en">[\s\S]*<h1>Methods compared<\/h1>/)
  expect(chinese).toMatch(/<html lang="zh-Hans">[\s\S]*<h1>各方法比较<\/h1>/)
  // The workspace itself keeps nothing that is said in a language.
  expect(await readdir(join(workspaceDir, "evaluations", id))).not.toContain("report.html")
  await expect(api.evaluation.resume({ id })).rejects.toEqual(code("evaluation.wrong_state"))
  await expect(api.evaluation.pause({ id })).rejects.toEqual(code("evaluation.wrong_state"))
  expect(await api.evaluation.remove({ id })).toEqual([])
  await expect(api.evaluation.study({ id })).rejects.toEqual(code("evaluation.unknown_study"))
  await expect(api.evaluation.study({ id: "../images" })).rejects.toEqual(code("evaluation.unknown_study"))
})

test("a study that is paused, and lost with its engine, goes on where it was", async () => {
  const { id } = await start({ users: 4, images: 2, steps: 4 })
  await until(id, ({ progress }) => (progress?.done ?? 0) > 2)
  expect((await api.evaluation.pause({ id })).state).toBe("paused")
  const file = join(workspaceDir, "evaluations", id, "results.jsonl")
  const before = await readFile(file, "utf8")
  await engine.close()
  await open()
  expect((await api.evaluation.studies())[0]).toMatchObject({ id, state: "paused" })
  await api.evaluation.resume({ id })
  await until(id, isDone)
  const after = await readFile(file, "utf8")
  expect(after.startsWith(before)).toBe(true)
  expect(after.trim().split("\n")).toHaveLength(4 * (1 + 3 * 2))
})

test("one that was cancelled in Jobs is stopped, and can go on or be deleted", async () => {
  const { id } = await start({ study: "lambda1", users: 6, images: 2, steps: 8 })
  await until(id, ({ progress }) => (progress?.done ?? 0) > 0)
  const job = (await api.jobs.list()).find(({ kind, state }) => kind === "evaluate" && state === "running")!
  await api.jobs.cancel({ id: job.id })
  const stopped = await until(id, ({ state }) => state === "stopped")
  expect(stopped.progress).toBeNull()
  expect((await api.evaluation.resume({ id })).state).toMatch(/queued|running/)
  // Deleted while it draws, from two windows at once.
  const removed = await Promise.all([api.evaluation.remove({ id }), api.evaluation.remove({ id })])
  expect(removed.flat().some(study => study.id === id)).toBe(false)
})

test("deleting a study cancels its judging; a half-deleted folder is no study", async () => {
  const { id } = await start()
  await until(id, isDone)
  let asked = () => {}
  const wasAsked = new Promise<void>(settle => {
    asked = settle
  })
  // It never answers.
  const server = createServer(() => asked())
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  await api.settings.set({ tagger: { kind: "endpoint", url, model: "llava", consent: false } })
  const { job } = await api.evaluation.judge({ id, rounds: 1 })
  await api.settings.set({ tagger: { kind: "built-in" } })
  await wasAsked
  const evaluations = join(workspaceDir, "evaluations")
  const half = "20260101-000000-abcd.removed"
  await cp(join(evaluations, id), join(evaluations, half), { recursive: true })
  expect((await api.evaluation.studies()).map(study => study.id)).not.toContain(half)
  await expect(api.evaluation.study({ id: half })).rejects.toEqual(code("evaluation.unknown_study"))

  await api.evaluation.remove({ id })
  expect((await api.jobs.list()).find(one => one.id === job)).toMatchObject({ state: "cancelled" })
  server.closeAllConnections()
  server.close()
  await mkdir(join(evaluations, half), { recursive: true })
  await engine.close()
  await open()
  await vi.waitFor(async () => expect(await readdir(evaluations)).not.toContain(half))
})

test("when the engine is lost again during a study, images drawn earlier don't count as progress", async () => {
  const { id } = await start()
  await until(id, isDone)
  await engine.close()
  const workspace = await openWorkspace(workspaceDir, { mode: "write" })
  const store = new JobStore(workspace.state)
  const job = store.add("evaluate", "", { study: id }, "last")
  store.change(job.id, { state: "running", restarts: 1, checkpoint: { done: 8 } })
  await workspace.close()
  await open()
  await until(id, isDone)
  expect((await api.jobs.list()).find(one => one.id === job.id)).toMatchObject({ state: "done", restarts: 2 })
})

test("people's answers and a judge's come to ranks beside the figures; what isn't an answer is named", async () => {
  const { id } = await start({ study: "ablation" })
  await until(id, isDone)
  const { path, handle } = await folder("people")
  await expect(api.evaluation.answers({ id, handle })).rejects.toEqual(code("preference.no_answers"))
  const { file, trials } = await api.evaluation.questionnaire({ id, handle, trials: 1 })
  expect([file, trials]).toEqual(["questionnaire.html", 2])
  expect((await api.evaluation.questionnaire({ id, handle })).file).toBe("questionnaire-2.html")
  const [, json] = (await readFile(join(path, file), "utf8")).match(/id="survey">(.*)<\/script>/)!
  const page = JSON.parse(json!)
  const order = page.trials[0].choices.map(({ token }: { token: string }) => token)
  const answers = {
    format: 1,
    survey: page.survey,
    participant: "00000000-0000-4000-8000-000000000001",
    answers: [{ trial: page.trials[0].token, shown: order, ranked: order }],
  }
  await writeFile(join(path, "other.json"), "{}")
  const none = await api.evaluation.answers({ id, handle })
  expect(none).toMatchObject({ participants: 0, refused: [{ file: "other.json" }] })
  await writeFile(join(path, "mine.json"), JSON.stringify(answers))
  const taken = await api.evaluation.answers({ id, handle })
  expect(taken).toMatchObject({ participants: 1, refused: [{ file: "other.json" }] })

  await expect(api.evaluation.judge({ id })).rejects.toEqual(code("preference.no_endpoint"))
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      response.end(JSON.stringify({ choices: [{ message: { content: "1, 2, 3" } }] }))
    })
  })
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  await api.settings.set({ tagger: { kind: "endpoint", url, model: "llava", consent: false } })
  const { job } = await api.evaluation.judge({ id, rounds: 3 })
  for (;;) {
    const { state, problem } = (await api.jobs.list()).find(one => one.id === job)!
    if (state === "done") break
    if (problem) throw new ProblemError(problem)
    await new Promise(settle => setTimeout(settle, 50))
  }
  server.close()
  const { preferences } = await api.evaluation.study({ id })
  expect(preferences.map(({ model, votes, raters }) => [model, votes, raters])).toEqual([
    [null, 1, 1],
    ["llava", 6, 2],
  ])
  await api.settings.set({
    tagger: { kind: "endpoint", url: "https://judge.example/v1", model: "llava", consent: false },
  })
  await expect(api.evaluation.judge({ id })).rejects.toEqual(code("endpoint.consent_needed"))
})
