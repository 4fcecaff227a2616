/** A workspace, a stopped image set and images that 0.1.0 left behind (build/fixtures/version-1.mjs) go on. */
import { cp, readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { createRouterClient } from "@orpc/server"
import Database from "libsql"
import { expect, onTestFinished, test } from "vitest"
import { temporaryFolder } from "../catalog/fixtures/catalogs.ts"
import { JobStore } from "../catalog/job-store.ts"
import { imageSetSchema } from "../contract/image-set.ts"
import { estimateImageSet } from "../exporting/image-set/estimate.ts"
import { makeImageSet } from "../exporting/image-set/make.ts"
import { fixture } from "../models/fixtures.ts"
import { readImage } from "../models/image.ts"
import { decibels, hashOf, processorFingerprint } from "../personalize/fixtures/pixels.ts"
import { arithmeticRevision } from "../personalize/recipe-key.ts"
import { replay } from "../personalize/replay.ts"
import { Session } from "../personalize/session.ts"
import { openStudio, type Studio } from "../personalize/studio.ts"
import { forkTrainer } from "../training/process/fork.ts"
import { createEngine } from "./engine.ts"

const left = join(import.meta.dirname, "fixtures/version-1")
const scenariosDir = join(import.meta.dirname, "../../resources/scenarios")
const made = JSON.parse(await readFile(join(left, "made.json"), "utf8"))
const sameProcessor = made.processor === (await processorFingerprint())

/** A copy of the old workspace, to be changed. */
async function copyOfLeft(): Promise<string> {
  const root = await temporaryFolder()
  await cp(left, root, { recursive: true })
  return root
}

async function openEngine(root: string) {
  const options = {
    starterPack: fixture("tiny"),
    scenariosDir,
    questionnaireDir: "",
    modelsFile: "",
    modelsDir: "",
    farmsFile: "",
    sampleCatalog: null,
  }
  const engine = await createEngine({ workspaceDir: join(root, "workspace"), root, ...options }, forkTrainer)
  onTestFinished(() => engine.close())
  const connection = { id: "page", signal: new AbortController().signal }
  return createRouterClient(engine.router, { context: { connection } })
}

/** Opens the copied workspace without an engine, for as long as the work takes. */
async function withStudio(root: string, work: (studio: Studio) => Promise<void>, adapter?: string) {
  const studio = await openStudio({
    workspaceDir: join(root, "workspace"),
    mode: "write",
    packDir: fixture("tiny"),
    adapterDir: adapter && join(root, "workspace/adapters", adapter),
    scenariosDir,
    device: "cpu",
  })
  await work(studio).finally(() => studio.close())
}

test("the workspace opens with all that it held, and leaves a copy of its old state", async () => {
  const root = await copyOfLeft()
  const api = await openEngine(root)
  expect((await api.items.list({})).total).toBe(8)
  const { personas } = await api.personas.list({})
  expect(personas.map(({ name, pinned, banned }) => ({ name, pinned, banned }))).toEqual([
    { name: "Mina", pinned: ["neon"], banned: ["number"] },
    { name: "shopper-41", pinned: [], banned: [] },
  ])
  expect(await api.merges.list()).toEqual([{ from: "odd", to: "uneven" }])
  expect(await api.settings.get()).toMatchObject({ theme: "dark", language: "en" })
  expect((await api.adapters.list()).map(({ name }) => name)).toEqual(["moved"])
  const states = (await api.jobs.list()).map(({ kind, state }) => `${kind} ${state}`)
  expect(states.toSorted()).toEqual([
    "export paused",
    "import done",
    "prepare done",
    "render done",
    "render done",
    "render done",
    "render done",
    "tag done",
  ])
  const { total, renders } = await api.renders.list({})
  expect(total).toBe(6)
  const bySeed = (seed: number) => renders.find(({ recipe }) => recipe.made.seed === seed)!
  expect(bySeed(5)).toMatchObject({ starred: true, verdict: "approved", personaName: "shopper-41" })
  expect(bySeed(20)).toMatchObject({ verdict: "rejected", recipe: { settings: { lambda2: 0 } } })
  expect(bySeed(30)).toMatchObject({ recipe: { made: { adapter: { name: "moved" } } } })
  const bold = {
    lambda1: 0.75,
    tags: 2,
    fit: "paper",
    guidance: 3,
    excludeSelf: true,
    excludedNeighbours: ["m1"],
    excludedHistory: ["m5"],
  }
  expect(bySeed(40)).toMatchObject({ personaName: "Mina", recipe: { settings: bold } })
  expect(await api.presets.list()).toMatchObject([{ name: "Bold", settings: bold }])
  expect(await api.presets.lastUsed({ scenario: "movie-poster" })).toMatchObject(bold)

  const copies = await readdir(join(root, "workspace/backups"))
  const copy = copies.find(name => name.startsWith("state-before-"))
  const state = new Database(join(root, "workspace/backups", copy!))
  onTestFinished(() => void state.close())
  expect(state.prepare("PRAGMA user_version").get()).toMatchObject({ user_version: 3 })
  expect(state.prepare("SELECT count(*) AS n FROM renders").get()).toMatchObject({ n: 7 })
})

test.each(["image.png", "image.jpg", "image.webp", "image.avif", "recipe.json"])(
  "dropping %s brings back item, persona and settings",
  async name => {
    const root = await copyOfLeft()
    const api = await openEngine(root)
    const [adapter] = await api.adapters.list()
    const [shopper] = (await api.personas.list({ search: "shopper" })).personas
    const file = new File([await readFile(join(root, "images", name))], name)
    expect(await api.renders.readRecipe({ file })).toMatchObject({
      item: "m7",
      persona: shopper!.id,
      settings: { seed: 30, lambda2: 0.7, steps: 4, history: 4, neighbours: 3, adapter: adapter!.id },
      recipe: { version: 2, made: { app: "0.1.0" } },
    })
  },
)

test.each([
  ["the pack's own adapter", undefined, 5],
  ["an adapter", "moved-c06960", 1],
])("every render made with %s is drawn again to the same pixels", async (_, adapter, count) => {
  await withStudio(
    await copyOfLeft(),
    async studio => {
      const session = new Session(studio)
      const all = await studio.workspace.renders()
      const renders = all.filter(({ recipe }) => recipe.made.adapter?.hash === studio.adapter?.hash)
      expect(renders).toHaveLength(count)
      for (const { recipe, path } of renders) {
        const expected = await readImage(join(studio.workspace.dir, path))
        const again = await replay(session, recipe)
        // Later revisions of the arithmetic draw other pixels with some packs, and the tiny pack isn't one of them.
        expect(again.warnings).toMatchObject([{ code: "recipe.other_version", details: { made: "0.1.0" } }])
        expect(again.recipe.made).toMatchObject({ seed: recipe.made.seed, arithmetic: arithmeticRevision })
        if (sameProcessor) expect(hashOf(again.image.data)).toBe(hashOf(expected.data))
        else expect(decibels(again.image, expected)).toBeGreaterThanOrEqual(60)
      }
    },
    adapter,
  )
})

/** The set of the job that was paused. */
function stoppedSet({ workspace }: Studio): object {
  const jobs = new JobStore(workspace.state)
  const { id } = jobs.list().find(({ kind }) => kind === "export")!
  return (jobs.payload(id).input as { set: object }).set
}

test("the stopped image set goes on in its folder, and no image that was kept is drawn again", async () => {
  const root = await copyOfLeft()
  await withStudio(root, async studio => {
    const set = imageSetSchema.parse(stoppedSet(studio))
    const kept = (await studio.workspace.renders()).length
    const planned = { files: 4, toRender: 2, collisions: [] }
    expect(await estimateImageSet(studio, set, join(root, "set"))).toMatchObject(planned)
    // Another set is of today's arithmetic alone.
    expect(await estimateImageSet(studio, set, join(root, "elsewhere"))).toMatchObject({ toRender: 4 })
    const report = await makeImageSet(new Session(studio), set, join(root, "set"))
    expect(report).toMatchObject({ files: 4, rendered: 2, reused: 2 })
    expect(await studio.workspace.renders()).toHaveLength(kept + 2)
  })
})

test("another set is refused in the folder of the stopped one", async () => {
  const root = await copyOfLeft()
  await withStudio(root, async studio => {
    const other = imageSetSchema.parse({ ...stoppedSet(studio), quality: 50 })
    const making = makeImageSet(new Session(studio), other, join(root, "set"))
    await expect(making).rejects.toMatchObject({ code: "image_set.collision" })
  })
})
