/** What a farm drew stays in its store: the history has small copies, and whole files are fetched when they are asked for. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises"
import { join } from "node:path"
import sharp from "sharp"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { type Render, RenderStore } from "../catalog/render-store.ts"
import { smallSet } from "../exporting/image-set/fixtures.ts"
import { drawIntoHistory } from "../exporting/image-set/into-history.ts"
import { makeImageSet } from "../exporting/image-set/make.ts"
import { recipeOf } from "../exporting/read-recipe.ts"
import { pixelKey } from "../personalize/recipe-key.ts"
import { Session } from "../personalize/session.ts"
import { FarmStores } from "./farm-stores.ts"
import { imagesIn, quickSettings, TestFarm, testKeyText } from "./fixtures.ts"
import { clearStore } from "./manage.ts"
import { resultKey } from "./result.ts"
import { queueProgram } from "./testing.ts"

describe.skipIf(!queueProgram)("what a farm drew", () => {
  let farm: TestFarm
  let stores: FarmStores

  beforeAll(async () => {
    farm = await TestFarm.open()
  })
  afterAll(() => farm?.close())
  beforeEach(async () => {
    await farm.begin()
    await rm(fetchedDir(), { recursive: true, force: true })
    const store = join(farm.folder, "store")
    stores = new FarmStores(async () => [{ store, environment: { IAMG_FARM_KEY: testKeyText } }])
    pictures().readBy(stores)
    await pictures().setRoom(1e9)
  })
  afterEach(async () => {
    await stores.close()
    await farm.end()
  })

  const pictures = () => farm.studio.workspace.pictures
  const renders = () => new RenderStore(farm.studio.workspace.state).list()
  const fetchedDir = () => join(farm.studio.workspace.dir, "fetched")
  const fetched = async () => (await readdir(fetchedDir()).catch(() => [])).sort()
  const nameOf = ({ id }: Render) => `${id}.png`

  const intoHistory = async (items = ["i0", "i1"], onProgress?: (done: number, total: number) => void) => {
    const planner = farm.planner()
    const set = await smallSet(farm.studio, { items, settings: quickSettings })
    const hooks = { elsewhere: planner, ...(onProgress && { onProgress }) }
    return drawIntoHistory(new Session(farm.studio), set, hooks).finally(() =>
      planner.close({ withdraw: true }),
    )
  }

  test("comes into the history with its recipe and a small copy, and nothing else", async () => {
    const worker = await farm.work()
    const told: [number, number][] = []
    const report = await intoHistory(["i0", "i1"], (done, total) => told.push([done, total]))
    expect(report).toMatchObject({ folder: null, files: 0, rendered: 4, reused: 0, skipped: [] })
    expect(told.at(-1)).toEqual([4, 4])
    expect(renders()).toHaveLength(4)
    expect(await fetched()).toEqual([])
    for (const render of renders()) {
      expect(pictures().isHere(render)).toBe(false)
      const small = await sharp(await pictures().thumbnailOf(render)).metadata()
      expect(small).toMatchObject({ format: "webp", width: 64, height: 64 })
    }
    expect(await intoHistory()).toMatchObject({ rendered: 0, reused: 4 })
    expect(worker.state).toMatchObject({ drawn: 4, found: 0 })
  })

  test("is the very picture that this machine draws, with the render's own recipe, once it is looked at", async () => {
    await farm.work()
    await intoHistory(["i0"])
    const drawn = renders()
    for (const render of drawn) {
      const bytes = await readFile(await pictures().pathOf(render))
      expect(pixelKey(await recipeOf(bytes, "x.png"))).toBe(pixelKey(render.recipe))
    }
    expect(await fetched()).toEqual(drawn.map(nameOf).sort())
    const here = await farm.drawnHere({ items: ["i0"], settings: quickSettings, copy: "working" })
    const own = await Promise.all(
      drawn.map(async render =>
        sharp(await pictures().bytesOf(render))
          .raw()
          .toBuffer(),
      ),
    )
    const wanted = await Promise.all([...here.values()].map(bytes => sharp(bytes).raw().toBuffer()))
    expect(own.map(String).sort()).toEqual(wanted.map(String).sort())
  })

  test("is exported from the store, chosen by approval, persona and size; nothing of it is kept beside the files", async () => {
    await farm.work()
    await intoHistory()
    const [one, other] = renders()
    new RenderStore(farm.studio.workspace.state).mark([one!.id, other!.id], { verdict: "approved" })
    const set = await smallSet(farm.studio, {
      items: ["i0", "i1"],
      personas: [one!.persona!],
      source: "approved",
      settings: quickSettings,
      sizes: [{ name: "small", width: 32, height: 32 }],
      contactSheet: false,
    })
    const out = farm.newOut()
    const approved = [one, other].filter(render => render!.persona === one!.persona).length
    expect(await makeImageSet(new Session(farm.studio), set, out)).toMatchObject({ files: approved })
    expect(await imagesIn(out)).toHaveProperty("size", approved)
    expect(await fetched()).toEqual([])
  })

  test("says why it can't be shown when its store is away, unknown, or has lost it; its small copy stays", async () => {
    await farm.work()
    await intoHistory(["i0"])
    const [render, other] = renders()
    await farm.store.remove([resultKey(render!.stored!.ask)])
    await expect(pictures().pathOf(render!)).rejects.toMatchObject({ code: "farm.result_gone" })
    const sealed = (await farm.store.get(resultKey(other!.stored!.ask), 1e8))!
    await farm.store.put(resultKey(other!.stored!.ask), sealed.subarray(0, -50))
    await expect(pictures().pathOf(other!)).rejects.toMatchObject({ code: "farm.bad_result" })
    pictures().readBy(new FarmStores(async () => []))
    await expect(pictures().pathOf(other!)).rejects.toMatchObject({ code: "farm.store_unknown" })
    await rm(join(farm.folder, "store"), { recursive: true })
    await writeFile(join(farm.folder, "store"), "no folder")
    pictures().readBy(stores)
    await expect(
      new FarmStores(async () => [
        { store: join(farm.folder, "store"), environment: { IAMG_FARM_KEY: testKeyText } },
      ]).file(other!),
    ).rejects.toMatchObject({ code: "farm.store_failed" })
    expect(await fetched()).toEqual([])
    expect((await sharp(await pictures().thumbnailOf(render!)).metadata()).format).toBe("webp")
  })

  test("a set doesn't draw again what lies in a store that can't be reached", async () => {
    await farm.work()
    await intoHistory(["i0"])
    pictures().readBy(new FarmStores(async () => []))
    const set = await smallSet(farm.studio, { items: ["i0"], settings: quickSettings, contactSheet: false })
    await expect(makeImageSet(new Session(farm.studio), set, farm.newOut())).rejects.toMatchObject({
      code: "farm.store_unknown",
    })
  })

  test("the oldest whole copies go when their room is used up, and none that the store has lost", async () => {
    await farm.work()
    await intoHistory()
    const all = renders()
    const sizes: number[] = []
    for (const render of all) {
      const { size } = await stat(await pictures().pathOf(render))
      sizes.push(size)
      await new Promise(done => setTimeout(done, 20))
    }
    await farm.store.remove([resultKey(all[0]!.stored!.ask)])
    await pictures().setRoom(sizes[2]! + sizes[3]!)
    expect(await fetched()).toEqual([all[2]!, all[3]!].map(nameOf).sort())
    const [lost] = new RenderStore(farm.studio.workspace.state).get([all[0]!.id])
    expect(lost).toMatchObject({ stored: null, path: expect.stringMatching(/^renders\/[0-9a-f]{64}\.png$/) })
    expect((await pictures().bytesOf(lost!)).length).toBe(sizes[0])

    // A store that can't be asked may have lost what is here.
    pictures().readBy(new FarmStores(async () => []))
    await pictures().setRoom(0)
    expect(await fetched()).toHaveLength(2)
    pictures().readBy(stores)
    await pictures().setRoom(0)
    expect(await pictures().room()).toEqual({ bytes: 0, files: 0, most: 0 })
    // What is looked at is shown, however small the room.
    expect(await readFile(await pictures().pathOf(all[3]!))).toHaveLength(sizes[3]!)
  })

  test("a process that is killed while it fetches leaves no half file, and the next one fetches it", async () => {
    await farm.work()
    await intoHistory(["i0"])
    const [render] = renders()
    const script = join(import.meta.dirname, "fetch-until-killed.ts")
    const args = ["--import", "tsx", script, farm.studio.workspace.dir, render!.id]
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] })
    await once(child.stdout!, "data")
    child.kill("SIGKILL")
    await once(child, "exit")
    expect(pictures().isHere(render!)).toBe(false)
    const whole = await pictures().bytesOf(render!)
    expect(await readFile(await pictures().pathOf(render!))).toEqual(whole)
  })

  test("a set goes on where it was stopped, and ends with all of its images", async () => {
    const worker = await farm.work()
    const stop = new AbortController()
    const planner = farm.planner({ signal: stop.signal })
    const items = (await farm.studio.workspace.items()).map(({ id }) => id)
    const set = await smallSet(farm.studio, { items, settings: quickSettings })
    const onProgress = (done: number) => {
      if (done === 3) stop.abort()
    }
    const hooks = { elsewhere: planner, signal: stop.signal, onProgress }
    await expect(drawIntoHistory(new Session(farm.studio), set, hooks)).rejects.toMatchObject({
      code: "job.cancelled",
    })
    await planner.close({ withdraw: true })
    const before = renders().length
    const again = await intoHistory(items)
    expect(again.rendered + again.reused).toBe(renders().length)
    expect(again.reused).toBe(before)
    expect(new Set(renders().map(({ stored }) => stored!.ask)).size).toBe(renders().length)
    expect(worker.state.failed).toBe(0)
  })

  test("a store that is cleared lets nothing be lost that was fetched", async () => {
    await farm.work()
    await intoHistory(["i0"])
    const [render] = renders()
    await pictures().pathOf(render!)
    await clearStore(farm.store, 0)
    await pictures().setRoom(0)
    const [kept] = new RenderStore(farm.studio.workspace.state).get([render!.id])
    expect(kept!.stored).toBeNull()
    expect((await pictures().bytesOf(kept!)).length).toBeGreaterThan(100)
  })
})
