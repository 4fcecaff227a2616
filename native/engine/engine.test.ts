/** The studio's calls as a page makes them, on the tiny pack: every call through the router. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { cp, mkdir, readdir, rm } from "node:fs/promises"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { createRouterClient } from "@orpc/server"
import { expect, onTestFinished, test, vi } from "vitest"
import { putItemsAway } from "../catalog/away-store.ts"
import { temporaryFolder } from "../catalog/fixtures/catalogs.ts"
import { JobStore } from "../catalog/job-store.ts"
import { openState } from "../catalog/state.ts"
import { openWorkspace, Workspace } from "../catalog/workspace.ts"
import type { PreviewEvent, SweepCell } from "../contract/api/studio.ts"
import { note } from "../contract/codes/index.ts"
import type { DrawRequest } from "../contract/draw.ts"
import type { SweepAxes } from "../contract/sweep.ts"
import { fixture } from "../models/fixtures.ts"
import { forkTrainer } from "../training/process/fork.ts"
import type { Engine, EngineOptions } from "./context.ts"
import { createEngine } from "./engine.ts"
import { Jobs } from "./jobs.ts"
import { type Library, openFilledLibrary, openLibrary } from "./library/fixtures.ts"
import { SettingsStore } from "./library/settings.ts"

const patience = { timeout: 30_000, interval: 50 }

const request = (settings: DrawRequest["settings"] = {}): DrawRequest => ({
  item: "m7",
  persona: "u1",
  settings: { steps: 4, history: 3, neighbours: 2, scheduler: "dpmpp-2m", count: 2, ...settings },
})
const code = (expected: string) => expect.objectContaining({ code: expected })

const clientOf = (engine: Engine) =>
  createRouterClient(engine.router, {
    context: { connection: { id: "page", signal: new AbortController().signal } },
  })

async function openEngine(change: Partial<EngineOptions> & Pick<EngineOptions, "workspaceDir">) {
  const engine = await createEngine(
    {
      root: change.workspaceDir,
      starterPack: fixture("tiny"),
      sampleCatalog: null,
      scenariosDir: join(import.meta.dirname, "../../resources/scenarios"),
      questionnaireDir: "",
      modelsFile: "",
      modelsDir: "",
      farmsFile: "",
      ...change,
    },
    forkTrainer,
  )
  onTestFinished(() => engine.close())
  return engine
}

const reopen = async (change: Parameters<typeof openEngine>[0]) => clientOf(await openEngine(change))

/** Closes the engine, changes its workspace, and opens another engine on it. */
async function changed({ engine, root }: Library, change: (workspace: Workspace) => Promise<void> | void) {
  await engine.close()
  const workspace = await openWorkspace(join(root, "w"), { mode: "write" })
  await change(workspace)
  await workspace.close()
  return reopen({ workspaceDir: join(root, "w"), root })
}

async function all<Event>(events: Promise<AsyncIterable<Event>>): Promise<Event[]> {
  const seen: Event[] = []
  for await (const event of await events) seen.push(event)
  return seen
}

test("a preview shows pixels first, then the plan, then the image, and at last its metrics", async () => {
  const { api } = await openFilledLibrary(8)
  const events: PreviewEvent[] = await all(api.studio.preview(request()))
  const types = events.map(({ type }) => type)
  expect(types.slice(0, 2)).toEqual(["step", "plan"])
  expect(types.slice(-2)).toEqual(["image", "metrics"])
  expect(types.slice(2, -2).every(type => type === "step")).toBe(true)
  const [first, told] = events
  const last = events.at(-1)
  expect(first).toMatchObject({
    step: 1,
    steps: 4,
    frame: expect.stringMatching(/^data:image\/webp;base64,/),
  })
  expect(told).toMatchObject({ plan: await api.studio.plan(request()) })
  if (last?.type !== "metrics") throw new Error("nothing was measured")
  expect(last.metrics.ssim).toBeGreaterThan(-1)
  expect(Math.abs(last.metrics.clipText!)).toBeLessThanOrEqual(1)
  expect(last.metrics.lpips).toBeNull()
})

test("the plan lists every tag of the history, used or not, and the items that were left out", async () => {
  const { api } = await openFilledLibrary(8)
  const plan = await api.studio.plan(request({ tags: 1, excludedHistory: ["m5"] }))
  expect(plan.interests.map(({ used }) => used).indexOf(false)).toBe(1)
  expect(plan.history.map(({ id, counted }) => [id, counted])).toEqual([
    ["m6", true],
    ["m4", true],
    ["m3", true],
    ["m5", false],
  ])
  const banned = plan.interests[0]!.tag
  const { persona } = await api.personas.get({ id: "u1" })
  await api.personas.update({ ...persona, banned: [banned] })
  const after = await api.studio.plan(request({ tags: 1 }))
  expect(after.interests.at(-1)).toMatchObject({ tag: banned, used: false, banned: true })
})

test("a newer preview of the same page ends the one before", async () => {
  const { api } = await openFilledLibrary(8)
  const older = all(api.studio.preview(request({ steps: 200 })))
  older.catch(() => undefined)
  await api.app.status()
  const newer = await all(api.studio.preview(request({ lambda1: 0.5 })))
  expect(newer.at(-1)?.type).toBe("metrics")
  await expect(older).rejects.toEqual(code("job.cancelled"))
})

test("renders are kept one by one, with their metrics, and differences from the request are in the job's report; a cancel keeps finished ones", async () => {
  const { api, over } = await openFilledLibrary(8)
  const job = await api.studio.render(request({ seed: 5, count: 3 }))
  const events = await all(api.studio.watch({ job: job.id }))
  expect(events.at(-1)).toMatchObject({ type: "end", job: { state: "done", figures: { images: 3 } } })
  const { renders } = await api.renders.list({})
  expect(renders.map(({ item, persona, recipe }) => [item, persona, recipe.made.seed]).reverse()).toEqual([
    ["m7", "u1", 5],
    ["m7", "u1", 6],
    ["m7", "u1", 7],
  ])
  expect(renders[0]!.metrics?.ssim).toBeGreaterThan(-1)
  expect(await api.jobs.report({ id: job.id })).toMatchObject({
    kind: "render",
    report: { warnings: [note("settings.whole_pictures", { pack: "tiny" })] },
  })

  const long = await api.studio.render(request({ seed: 50, steps: 30, count: 60 }))
  for await (const event of await api.studio.watch({ job: long.id })) if (event.type === "render") break
  expect(await api.jobs.cancel({ id: long.id })).toMatchObject({ state: "cancelled", problem: null })
  const { done } = (await over(long.id)).progress
  expect(done).toBeGreaterThan(0)
  expect(done).toBeLessThan(60)
  expect((await api.renders.list({})).total).toBe(3 + done)
})

test("a preview goes before a render that runs, and calls that need no model are answered meanwhile", async () => {
  const { api } = await openFilledLibrary(8)
  const job = await api.studio.render(request({ steps: 50, count: 60 }))
  for await (const event of await api.studio.watch({ job: job.id })) if (event.type === "render") break
  expect((await all(api.studio.preview(request()))).at(-1)?.type).toBe("metrics")
  expect((await api.items.list({})).total).toBe(8)
  expect((await api.jobs.list()).find(({ id }) => id === job.id)).toMatchObject({ state: "running" })
  await api.jobs.cancel({ id: job.id })
})

test("a render that runs while the model is opened again is drawn to its end", async () => {
  const { api, over } = await openFilledLibrary(8)
  const job = await api.studio.render(request({ steps: 20, count: 4 }))
  for await (const event of await api.studio.watch({ job: job.id })) if (event.type === "render") break
  await api.settings.set({ device: "cpu" })
  expect((await api.app.status()).model.state).toBe("loading")
  expect(await over(job.id)).toMatchObject({ state: "done", figures: { images: 4 } })
  expect((await api.renders.list({})).total).toBe(4)
})

test("another precision opens the model again, and recipes name it", async () => {
  const { api, over } = await openFilledLibrary(8)
  const dtypeOfNext = async () => {
    const { id } = await api.studio.render(request({ steps: 1, count: 1 }))
    await over(id)
    const [render] = (await api.renders.list({})).renders
    return (await api.renders.get({ id: render!.id })).recipe.made.dtype
  }
  expect(await dtypeOfNext()).toBe("float32")
  await api.settings.set({ precision: "half" })
  expect((await api.app.status()).model.state).toBe("loading")
  expect(await dtypeOfNext()).toBe("float16")
})

test("an engine killed in the middle of a render goes on with it, and draws no finished image again", async () => {
  const { api, engine, root } = await openFilledLibrary(8)
  const count = 5
  const { id } = await api.studio.render(request({ seed: 1, steps: 12, count }))
  for await (const event of await api.studio.watch({ job: id })) if (event.type === "render") break
  await engine.close()

  const script = join(import.meta.dirname, "fixtures/render-until-killed.ts")
  const child = spawn(process.execPath, ["--import", "tsx", script, join(root, "w"), root], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  const exited = once(child, "exit")
  for await (const _ of createInterface({ input: child.stdout })) child.kill("SIGKILL")
  await exited

  const again = await reopen({ workspaceDir: join(root, "w"), root })
  const events = await all(again.studio.watch({ job: id }))
  expect(events.at(-1)).toMatchObject({ type: "end", job: { state: "done", figures: { images: count } } })
  const { renders } = await again.renders.list({})
  expect(renders.map(({ recipe }) => recipe.made.seed).sort()).toEqual([1, 2, 3, 4, 5])
})

test("a sweep's cells come in their order, and from the cache the second time", async () => {
  const { api } = await openFilledLibrary(8)
  const axes: SweepAxes = [
    { setting: "lambda1", values: [0.5, 1] },
    { setting: "lambda2", values: [0, 0.2] },
  ]
  const first: SweepCell[] = await all(api.studio.sweep({ ...request(), axes }))
  expect(first.map(({ point, cached }) => [point.lambda1, point.lambda2, cached])).toEqual([
    [0.5, 0, false],
    [0.5, 0.2, false],
    [1, 0, false],
    [1, 0.2, false],
  ])
  const second = await all(api.studio.sweep({ ...request(), axes }))
  expect(second).toEqual(first.map(cell => ({ ...cell, cached: true })))
  const solvers = ["ddim", "dpmpp-2m"]
  const overChoices: SweepCell[] = await all(
    api.studio.sweep({ ...request(), axes: [{ setting: "scheduler", values: solvers }] }),
  )
  expect(overChoices.map(({ point }) => point)).toEqual(solvers.map(scheduler => ({ scheduler })))
  expect(new Set(overChoices.map(({ frame }) => frame)).size).toBe(2)
})

test("an unknown item or persona and a short history are refused before anything is queued", async () => {
  const { api } = await openFilledLibrary(8)
  const jobs = (await api.jobs.list()).length
  for (const call of [api.studio.plan, api.studio.render] as const) {
    await expect(call({ ...request(), item: "m99" })).rejects.toEqual(code("catalog.unknown_item"))
    await expect(call({ ...request(), persona: "u99" })).rejects.toEqual(code("catalog.unknown_persona"))
    await expect(call(request({ history: 9 }))).rejects.toEqual(code("persona.short_history"))
  }
  await expect(all(api.studio.preview({ ...request(), item: "m99" }))).rejects.toEqual(
    code("catalog.unknown_item"),
  )
  expect((await api.jobs.list()).length).toBe(jobs)
})

test("with a pack that can't be opened, the engine reports it and answers every call that needs no model", async () => {
  const root = await temporaryFolder()
  await mkdir(join(root, "empty"))
  const api = await reopen({ workspaceDir: join(root, "w"), root, starterPack: join(root, "empty") })
  await expect(api.studio.plan(request())).rejects.toEqual(code("pack.missing_file"))
  expect((await api.app.status()).model).toMatchObject({
    state: "failed",
    problem: { code: "pack.missing_file" },
  })
  expect(await api.items.list({})).toEqual({ total: 0, items: [] })
  const { text } = await api.app.diagnostics()
  expect(text).toContain("Model: pack.missing_file")
  // The error with its stack, and no folder of the user's.
  expect(text).toMatch(
    /error engine: opening the model\n {2}StudioError pack.missing_file\n {2}at .*native\/models\//,
  )
  expect(text).not.toContain(root)
  const { entries } = await api.app.logs({ from: "error" })
  expect(entries).toMatchObject([{ source: "engine", error: { code: "pack.missing_file" } }])
  expect((await api.app.logs({})).entries[0]).toMatchObject({ level: "info", event: "engine starts" })
})

test("with a pack that is no longer on the list, the engine reports it, and another can be chosen", async () => {
  const api = await changed(await openLibrary(0), workspace => {
    new SettingsStore(workspace).set({ pack: "0123456789abcdef" })
  })
  const model = async () => (await api.app.status()).model
  await vi.waitFor(async () =>
    expect(await model()).toMatchObject({ state: "failed", problem: { code: "pack.unknown_id" } }),
  )
  await api.settings.set({ pack: "starter" })
  await vi.waitFor(async () => expect((await model()).state).toBe("ready"), patience)
})

test("the catalog is embedded for a pack that is chosen, or was on the command line", async () => {
  const library = await openFilledLibrary(8)
  const { api, engine, root } = library
  const dir = join(root, "house pack")
  await cp(fixture("tiny"), dir, { recursive: true })
  // Without what it says of itself it counts as another pack.
  await rm(join(dir, "pack.json"))
  const { id } = await api.packs.add({ handle: engine.grantFolder(dir) })
  const embedded = (api: Library["api"]) =>
    vi.waitFor(
      async () => expect((await api.app.status()).model).toMatchObject({ state: "ready", prepared: 8 }),
      patience,
    )
  await api.settings.set({ pack: id })
  await embedded(api)
  expect((await api.studio.plan(request())).textNeighbours).toHaveLength(2)

  const again = await changed(library, async ({ poolDir }) => {
    for (const name of await readdir(poolDir))
      if (name.startsWith("pool-")) await rm(join(poolDir, name), { recursive: true })
  })
  await embedded(again)
})

test("at its start it embeds and tags what isn't, whatever else is paused", async () => {
  const library = await openFilledLibrary(8)
  const api = await changed(library, async workspace => {
    workspace.state.write(state =>
      state.exec("DELETE FROM item_tags; DELETE FROM item_tag; DELETE FROM jobs"),
    )
    const store = new JobStore(workspace.state)
    store.change(store.add("train", "", { run: "20260101-000000-abcd" }, "last").id, { state: "paused" })
  })
  await vi.waitFor(async () => {
    const jobs = (await api.jobs.list()).map(({ kind, state }) => `${kind} ${state}`)
    expect(jobs.toSorted()).toEqual(["prepare done", "tag done", "train paused"])
  }, patience)
})

test("when the engine is lost again during tagging, items tagged earlier don't count as progress", async () => {
  let id = ""
  const api = await changed(await openFilledLibrary(8), workspace => {
    const store = new JobStore(workspace.state)
    id = store.add("tag", "", {}, "last").id
    store.change(id, { state: "running", restarts: 1, checkpoint: { done: 8 } })
  })
  await vi.waitFor(
    async () =>
      expect((await api.jobs.list()).find(job => job.id === id)).toMatchObject({
        state: "done",
        restarts: 2,
      }),
    patience,
  )
})

const refuse = (change: string) =>
  `CREATE TRIGGER refuse BEFORE ${change} BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END`

test("where what was removed long ago can't be forgotten, the studio opens all the same, and the log says it", async () => {
  const api = await changed(await openFilledLibrary(8), async workspace => {
    workspace.state.write(state => {
      putItemsAway(state, ["m1"], "removed")
      state.exec(`UPDATE away_items SET at = '2020-01-01'; ${refuse("DELETE ON away_items")}`)
    })
    await mkdir(join(workspace.evaluationsDir, "20260101-000000-abcd.removed"), { recursive: true })
  })
  expect((await api.app.status()).workspace.items).toBe(7)
  await vi.waitFor(async () => {
    const { entries } = await api.app.logs({ from: "error" })
    expect(entries).toMatchObject([{ source: "engine", event: "purging" }])
  }, patience)
})

test("closing waits until what was removed long ago is forgotten", async () => {
  const root = await temporaryFolder()
  let forgotten = () => {}
  const forgetting = new Promise<void>(settle => {
    forgotten = settle
  })
  const purge = vi.spyOn(Workspace.prototype, "purge").mockReturnValue(forgetting)
  onTestFinished(() => purge.mockRestore())
  const engine = await openEngine({ workspaceDir: join(root, "w") })
  let isClosed = false
  const closing = engine.close().then(() => {
    isClosed = true
  })
  await new Promise(resolve => setTimeout(resolve, 200))
  expect(isClosed).toBe(false)
  await expect(openEngine({ workspaceDir: join(root, "w") })).rejects.toEqual(code("workspace.in_use"))
  forgotten()
  await closing
})

test("an engine that can't queue what is missing ends its jobs before it gives the workspace back", async () => {
  const end = vi.spyOn(Jobs.prototype, "close")
  onTestFinished(() => end.mockRestore())
  const library = await openFilledLibrary(8)
  await library.engine.close()
  end.mockClear()
  const state = openState(join(library.root, "w"), "write")
  state.exec(`DELETE FROM item_tags; ${refuse("INSERT ON jobs")}`)
  state.close()
  await expect(openEngine({ workspaceDir: join(library.root, "w") })).rejects.toThrow()
  expect(end).toHaveBeenCalledOnce()
  const workspace = await openWorkspace(join(library.root, "w"), { mode: "write" })
  await workspace.close()
})

test("one engine a workspace", async () => {
  const root = await temporaryFolder()
  await reopen({ workspaceDir: join(root, "w") })
  await expect(reopen({ workspaceDir: join(root, "w") })).rejects.toEqual(code("workspace.in_use"))
})
