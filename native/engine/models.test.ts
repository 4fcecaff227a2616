import { join } from "node:path"
import { createRouterClient } from "@orpc/server"
import { expect, onTestFinished, test, vi } from "vitest"
import type { Job } from "../contract/api/jobs.ts"
import { modelsFile, quick, standInHub, temporaryFolder } from "../hub/fixtures/hubs.ts"
import { ModelStore } from "../hub/model-store.ts"
import { fixture } from "../models/fixtures.ts"
import { forkTrainer } from "../training/process/fork.ts"
import { createEngine } from "./engine.ts"

/** An engine on an empty workspace, beside a hub that has small models. */
async function openEngine() {
  const hub = await standInHub()
  const root = await temporaryFolder()
  vi.stubEnv("HF_HUB_CACHE", join(root, "cache"))
  onTestFinished(() => void vi.unstubAllEnvs())
  const engine = await createEngine(
    {
      workspaceDir: join(root, "w"),
      root,
      starterPack: fixture("tiny"),
      scenariosDir: join(import.meta.dirname, "../../resources/scenarios"),
      questionnaireDir: "",
      modelsFile,
      modelsDir: join(root, "models"),
      farmsFile: join(root, "farms.json"),
      sampleCatalog: null,
      hubPolicy: quick,
    },
    forkTrainer,
  )
  onTestFinished(() => engine.close())
  const connection = { id: "test", signal: new AbortController().signal }
  const api = createRouterClient(engine.router, { context: { connection } })
  const job = async (id: string, wanted: (job: Job) => boolean) => {
    for (;;) {
      const found = (await api.jobs.list()).find(one => one.id === id)!
      if (wanted(found)) return found
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  }
  await api.settings.set({ mirror: hub.origin })
  return { hub, api, job, dir: join(root, "models") }
}

const isOver = ({ state }: Job) => ["done", "failed", "cancelled", "paused"].includes(state)

test("the page sees what a download would bring, accepts its licences, and has a pack in the end", async () => {
  const { api, job, dir } = await openEngine()
  const { offers } = await api.models.offers({ id: "sd15" })
  expect(offers).toHaveLength(6)
  const queued = await api.models.get({ id: "sd15", agreed: offers })
  expect(queued).toMatchObject({ kind: "download", title: "Stable Diffusion 1.5" })
  const done = await job(queued.id, isOver)
  expect(done).toMatchObject({ state: "done", problem: null, figures: { megabytes: 2, downloaded: 2 } })
  const list = await api.models.list()
  expect(list.packs[0]).toMatchObject({ id: "sd15", state: "ready" })
  const pack = (await api.packs.list()).find(({ name }) => name === "Stable Diffusion 1.5")!
  await api.settings.set({ pack: pack.id })

  // An extra makes the pack anew; the one in use is the new one then.
  const tile = await api.models.offers({ id: "controlnet-tile" })
  const extra = await api.models.get({ id: "controlnet-tile", agreed: tile.offers })
  expect(await job(extra.id, isOver)).toMatchObject({ state: "done" })
  const [, anew, ...others] = await api.packs.list()
  expect(anew).toMatchObject({ name: "Stable Diffusion 1.5", inUse: true, structureKinds: ["edges", "tile"] })
  expect(others).toEqual([])

  // What can't be removed now stays in use.
  const lock = new ModelStore(dir).lock()
  await expect(api.models.remove({ id: "sd15" })).rejects.toMatchObject({ code: "hub.in_use" })
  lock.release()
  expect(await api.packs.list()).toMatchObject([{ inUse: false }, { id: anew!.id, inUse: true }])

  // The pack in use makes way for the one that ships.
  expect((await api.models.remove({ id: "sd15" })).freedBytes).toBeGreaterThan(1_000_000)
  expect(await api.packs.list()).toMatchObject([{ inUse: true, shipped: true }])
})

test("a download without accepted licences fails by name; paused, it goes on where it was", async () => {
  const { hub, api, job } = await openEngine()
  const refused = await api.models.get({ id: "ip-adapter-sd15", agreed: [] })
  expect(await job(refused.id, isOver)).toMatchObject({
    state: "failed",
    problem: { code: "hub.licence_not_accepted" },
  })
  hub.disturb = path => (path.endsWith(".safetensors") ? { pause: 15 } : {})
  const { offers } = await api.models.offers({ id: "sd15-base" })
  const { id } = await api.models.get({ id: "sd15-base", agreed: offers })
  // Asked again, it is the same job.
  expect((await api.models.get({ id: "sd15-base", agreed: offers })).id).toBe(id)
  await job(id, ({ state, progress }) => state === "running" && progress.unit === "megabytes")
  expect(await api.jobs.pause({ id })).toMatchObject({ state: "paused" })
  hub.disturb = () => ({})
  await api.jobs.resume({ id })
  expect(await job(id, isOver)).toMatchObject({ state: "done" })
})

test("what can't be a hub's address isn't kept", async () => {
  const { api } = await openEngine()
  await expect(api.settings.set({ mirror: "http://hub.example" })).rejects.toMatchObject({
    code: "hub.insecure_address",
  })
  expect((await api.settings.get()).mirror).toMatch(/^http:\/\/127/)
})
