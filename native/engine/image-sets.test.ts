import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { call } from "@orpc/server"
import { afterAll, beforeAll, expect, test, vi } from "vitest"
import { noLog } from "../base/log/log.ts"
import { JobStore } from "../catalog/job-store.ts"
import { note } from "../contract/codes/index.ts"
import type { Decision, ImageSetInput } from "../contract/image-set.ts"
import type { JobCheckpoint } from "../contract/job-kinds.ts"
import { openSmallStudio, smallSet } from "../exporting/image-set/fixtures.ts"
import { Session } from "../personalize/session.ts"
import type { Studio } from "../personalize/studio.ts"
import type { EngineContext } from "./context.ts"
import { farmsRoom } from "./farms.ts"
import { onlyHandlers } from "./fixtures/queue.ts"
import { imageSetsRoom } from "./image-sets.ts"
import { Jobs } from "./jobs.ts"
import { createHandles } from "./library/folders.ts"
import { createTurns } from "./turns.ts"

/** What a candidate is worth is tested in native/measures. */
vi.mock("../measures/candidates.ts", async original => ({
  ...(await original<typeof import("../measures/candidates.ts")>()),
  judgeCandidate: async () => ({ persona: 0, item: 0, doubts: [note("image_set.one_tone", {})] }),
}))

let folder: string
let studio: Studio
let jobs: Jobs
let context: EngineContext
let room: ReturnType<typeof imageSetsRoom>
/** Called at every change that the pages hear of. */
const published = vi.fn<EngineContext["publish"]>()

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "iamg-set-job-"))
  studio = await openSmallStudio(folder)
  const { workspace, scenarios } = studio
  jobs = new Jobs(workspace.state, published, noLog, error => error)
  const turns = createTurns()
  const session = new Session(studio)
  context = {
    workspace,
    scenarios,
    jobs,
    publish: published,
    log: noLog,
    model: {
      session: async () => session,
      use: (urgency, work, signal) => turns.take(urgency, turn => work(session, turn), signal),
    },
    turns,
    handles: createHandles(),
    places: {
      root: folder,
      starterPack: studio.pack.dir,
      scenariosDir: "",
      questionnaireDir: "",
      modelsFile: "",
      modelsDir: "",
      farmsFile: join(folder, "farms.json"),
    },
    settings: () => {
      throw new Error("image sets need no settings of the program")
    },
  }
  room = imageSetsRoom(context, farmsRoom(context))
  jobs.start(onlyHandlers({ export: room.exporting }))
})
afterAll(async () => {
  await jobs?.close()
  await studio?.close()
  await rm(folder, { recursive: true, force: true })
})

const connection = { id: "page", signal: new AbortController().signal }
const forever = new AbortController().signal

async function request(name: string, change: Partial<ImageSetInput> = {}) {
  const out = join(folder, name)
  await mkdir(out, { recursive: true })
  return { out, input: { set: await smallSet(studio, change), folder: context.handles.grant(out) } }
}
const start = (input: Awaited<ReturnType<typeof request>>["input"]) =>
  call(room.router.start, { ...input, locale: "en" }, { context: { connection } })

test("a set runs as a job and leaves its report", async () => {
  const { out, input } = await request("plain")
  expect(await call(room.router.estimate, input, { context: { connection } })).toMatchObject({
    files: 4,
    toRender: 4,
  })
  const job = await start(input)
  expect(await jobs.finished(job.id, forever)).toMatchObject({
    state: "done",
    progress: { done: 4, total: 4, unit: "files" },
    figures: { files: 4, leftOut: 0 },
  })
  expect(jobs.report(job.id)).toMatchObject({
    kind: "export",
    report: { folder: out, files: 4, rendered: 4 },
  })
  expect(published).toHaveBeenCalledWith({ type: "changed", what: "renders" })
  await expect(start(input)).rejects.toMatchObject({ code: "image_set.collision" })
})

test("a set without a folder is for a farm, which draws each image once", async () => {
  const of = { context: { connection } }
  const set = await smallSet(studio, { settings: { ...(await smallSet(studio)).settings, seed: 900 } })
  expect(await call(room.router.estimate, { set, folder: null, withoutFiles: true }, of)).toMatchObject({
    files: 0,
    toRender: 4,
    seconds: null,
    names: [],
    collisions: [],
  })
  const input = { set, folder: null, locale: "en" as const }
  await expect(call(room.router.start, input, of)).rejects.toMatchObject({ code: "image_set.needs_folder" })
  await expect(call(room.router.start, { ...input, farm: "Home" }, of)).rejects.toMatchObject({
    code: "farm.unknown",
  })
  const choosing = { ...set, bestOf: 2 }
  await expect(
    call(room.router.estimate, { set: choosing, folder: null, withoutFiles: true }, of),
  ).rejects.toMatchObject({ code: "image_set.needs_folder" })
})

test("paused and resumed, it draws only what is missing; a preview doesn't wait for its end", async () => {
  const settings = { width: 64, height: 64, steps: 2, count: 2, history: 3, neighbours: 2, seed: 50 }
  const { out, input } = await request("paused", { settings })
  const drawn = () => published.mock.calls.filter(([event]) => event.type === "changed").length
  const before = drawn()
  const job = await start(input)
  await vi.waitFor(() => expect(drawn()).toBe(before + 2), { timeout: 30_000 })
  const seen = await context.turns.take("preview", async () => jobs.get(job.id).state)
  expect(seen).toBe("running")
  await jobs.pause(job.id)
  await vi.waitFor(() => expect(jobs.get(job.id).state).toBe("paused"), { timeout: 30_000 })
  const kept = (await studio.workspace.renders()).filter(({ recipe }) => recipe.made.seed >= 50).length
  expect(kept).toBeLessThan(8)
  jobs.resume(job.id)
  expect(await jobs.finished(job.id, forever)).toMatchObject({ state: "done" })
  expect(jobs.report(job.id)).toMatchObject({ report: { files: 8, rendered: 8 - kept, reused: kept } })
  expect(JSON.parse(await readFile(join(out, "manifest.json"), "utf8")).files).toHaveLength(8)
})

test("a folder that is lost fails the job with a reason; a retry goes on", async () => {
  const { out, input } = await request("lost", { items: ["i0"] })
  await jobs.close()
  const job = await start(input)
  await rm(out, { recursive: true })
  await writeFile(out, "now a file")
  jobs.start(onlyHandlers({ export: room.exporting }))
  expect(await jobs.finished(job.id, forever)).toMatchObject({
    state: "failed",
    problem: { code: "export.not_written" },
  })
  await rm(out)
  jobs.retry(job.id)
  expect(await jobs.finished(job.id, forever)).toMatchObject({ state: "done" })
})

test("an engine lost between the end of a set and the end of its job: the job is done when it runs again", async () => {
  const { out, input } = await request("window")
  const kept: JobCheckpoint<"export">[] = []
  const run = (checkpoint: JobCheckpoint<"export"> | null) =>
    room.exporting({
      id: "job",
      input: { set: input.set, folder: out, locale: "en", farm: null, decisions: [] },
      signal: forever,
      checkpoint,
      saveCheckpoint: value => void kept.push(value),
      progress: () => undefined,
    })
  const first = await run(null)
  const names = await readdir(out)
  expect(await run(kept.at(-1)!)).toEqual(first)
  // Killed a little earlier: the mark of an unfinished set is still there.
  await writeFile(join(out, "unfinished-image-set.json"), "{}")
  expect(await run(kept.at(-1)!)).toEqual(first)
  expect(await readdir(out)).toEqual(names)
})

test("a folder that vanishes while the job waits isn't made again", async () => {
  const { out, input } = await request("vanished", { items: ["i0"] })
  await jobs.close()
  const job = await start(input)
  new JobStore(studio.workspace.state).change(job.id, { checkpoint: { files: 1 } })
  await rm(out, { recursive: true })
  jobs.start(onlyHandlers({ export: room.exporting }))
  expect(await jobs.finished(job.id, forever)).toMatchObject({
    state: "failed",
    problem: { code: "export.folder_gone" },
  })
  await mkdir(out)
  jobs.retry(job.id)
  expect(await jobs.finished(job.id, forever)).toMatchObject({ state: "done" })
})

test("a handle that the picker never gave is refused", async () => {
  const { input } = await request("handle")
  await expect(start({ ...input, folder: "no-such-handle" })).rejects.toMatchObject({
    code: "folders.unknown_handle",
  })
})

test("held images are shown with their candidates, and decided one by one", async () => {
  const settings = { width: 64, height: 64, steps: 2, count: 1, history: 3, neighbours: 2, seed: 4000 }
  const { input } = await request("held", { settings, bestOf: 2 })
  const job = await start(input)
  const { figures } = await jobs.finished(job.id, forever)
  const { images, count } = await call(room.router.held, { job: job.id }, { context: { connection } })
  expect(count).toBe(figures.held)
  expect(count).toBe(4)
  const [image] = images
  expect(image).toMatchObject({
    title: expect.any(String),
    personaName: expect.stringMatching(/Ada|Bo/),
    n: 1,
  })
  expect(image!.candidates).toHaveLength(2)
  const ids = image!.candidates.map(({ render }) => render!)
  expect((await studio.workspace.renders()).map(({ id }) => id)).toEqual(expect.arrayContaining(ids))

  const decide = (decisions: Decision[]) =>
    call(room.router.decide, { job: job.id, decisions, locale: "en" }, { context: { connection } })
  const of = { item: image!.item, persona: image!.persona, n: image!.n, frame: "" }
  await expect(decide([{ ...of, do: "take", seed: 1 }])).rejects.toMatchObject({ code: "image_set.not_held" })
  const rest = images
    .slice(1)
    .map(({ item, persona, n, frame }) => ({ item, persona, n, frame, do: "skip" as const }))
  const next = await decide([{ ...of, do: "take", seed: image!.candidates[1]!.seed }, ...rest])
  expect(await jobs.finished(next.id, forever)).toMatchObject({ state: "done", figures: { held: 0 } })
  const after = await call(room.router.held, { job: job.id }, { context: { connection } })
  expect(after).toEqual({ count: 0, images: [] })
})
