import { mkdir, readFile, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { MaskStore } from "../catalog/mask-store.ts"
import { note } from "../contract/codes/index.ts"
import { StudioError } from "../contract/errors.ts"
import { arithmeticRevision } from "../personalize/recipe-key.ts"
import { Session } from "../personalize/session.ts"
import { FarmKey } from "./farm-key.ts"
import { imagesIn, quickSettings, TestFarm } from "./fixtures.ts"
import { openQueueServer, queueOf } from "./queue.ts"
import { queueProgram, TestQueue } from "./testing.ts"
import { workersOf } from "./workers.ts"

describe.skipIf(!queueProgram)("a farm", () => {
  let farm: TestFarm

  beforeAll(async () => {
    farm = await TestFarm.open()
  })
  afterAll(() => farm?.close())
  beforeEach(() => farm.begin())
  afterEach(() => farm.end())

  const lane = () => farm.server.queue(queueOf({ ...farm.models[0]!, arithmetic: arithmeticRevision }))

  test("draws the very files that this machine would draw, and no picture twice", async () => {
    const worker = await farm.work()
    const set = { settings: { ...quickSettings, count: 2 } }
    const { out, report } = await farm.make(set)
    expect(report).toMatchObject({ files: 8, rendered: 8, skipped: [] })
    expect(worker.state).toMatchObject({ drawn: 8, failed: 0 })

    const again = await farm.make(set)
    expect(again.report).toMatchObject({ files: 8, rendered: 0, reused: 8 })
    expect(worker.state).toMatchObject({ drawn: 8, found: 0 })

    expect(await imagesIn(out)).toEqual(await farm.drawnHere(set))
  })

  test("sends masks, the start and neighbours along: what is kept of a picture is the same", async () => {
    const [item] = await farm.studio.workspace.itemsOf(["i0"])
    const mask = { width: 40, height: 60, data: new Uint8Array(40 * 60).fill(255, 0, 800) }
    await new MaskStore(farm.studio.workspace).save(item!, "top", mask)
    const set = { items: ["i0"], settings: { ...quickSettings, start: 50, protect: ["top"] } }
    await farm.work()
    const { out, report } = await farm.make(set)
    expect(report).toMatchObject({ rendered: 2, skipped: [] })
    expect(await imagesIn(out)).toEqual(await farm.drawnHere(set))
  })

  test("a unit that can't be drawn fails alone, with its reason, and is tried again when asked for again", async () => {
    let isBroken = true
    const tries: string[] = []
    await farm.work({
      draw: draw => (unit, stop) => {
        if (isBroken && unit.recipe.plan.item.id === "i0") {
          tries.push(unit.recipe.plan.persona.pseudonym)
          throw new StudioError("image.unreadable", { image: "i0", reason: note("file.missing", {}) })
        }
        return draw(unit, stop)
      },
    })
    const first = await farm.make()
    expect(first.report).toMatchObject({ files: 2, rendered: 2 })
    expect(first.report.skipped.map(({ item, reason }) => [item, reason])).toEqual([
      ["i0", expect.objectContaining({ code: "farm.unit_failed" })],
      ["i0", expect.objectContaining({ code: "farm.unit_failed" })],
    ])
    expect(first.report.skipped[0]!.reason.details.reason).toMatchObject({ code: "image.unreadable" })
    expect(tries).toHaveLength(6)

    isBroken = false
    const second = await farm.make()
    expect(second.report).toMatchObject({ files: 4, rendered: 2, reused: 2, skipped: [] })
  })

  test("jobs that nobody with the farm's key wrote are not drawn", async () => {
    const worker = await farm.work()
    const stranger = new FarmKey("a key that strangers made up themselves")
    await expect(farm.make({ items: ["i0"] }, { key: stranger })).rejects.toMatchObject({
      code: "image_set.nothing_made",
    })
    const failed = await lane().getFailed()
    expect(failed.map(({ failedReason, attemptsMade }) => [attemptsMade, JSON.parse(failedReason!)])).toEqual(
      Array(2).fill([
        1,
        { code: "farm.bad_job", details: { problem: { code: "farm.other_key", details: {} } } },
      ]),
    )
    expect(worker.state).toMatchObject({ drawn: 0, failed: 2 })
  })

  test("a picture that nobody with the farm's key put there is drawn anew", async () => {
    const first = await farm.work()
    const { out } = await farm.make({ items: ["i0"] })
    const kept: string[] = []
    for await (const { key } of farm.store.list("results")) kept.push(key)
    expect(kept).toHaveLength(2)
    const [one, other] = await Promise.all(kept.map(name => farm.store.get(name, 1e8)))
    await farm.store.put(kept[0]!, other!)
    await farm.store.put(kept[1]!, one!.subarray(0, 100))
    farm.forgetRenders()
    const again = await farm.make({ items: ["i0"] })
    expect(first.state.drawn).toBe(4)
    expect(await imagesIn(again.out)).toEqual(await imagesIn(out))
  })

  test("a picture that the store has already is not drawn, whoever asks", async () => {
    const worker = await farm.work()
    await farm.make({ items: ["i0"] })
    farm.forgetRenders()
    expect((await farm.make({ items: ["i0"] })).report).toMatchObject({ files: 2, rendered: 2 })
    expect(worker.state).toMatchObject({ drawn: 2 })
  })

  test("a worker that ends hands back what it was drawing, after the step, and another draws it", async () => {
    let begun = () => {}
    const isDrawing = new Promise<void>(resolve => {
      begun = resolve
    })
    const first = await farm.work({
      draw: () => async (_unit, stop) => {
        for (;;) {
          begun()
          await wait(20)
          stop.throwIfAborted()
        }
      },
    })
    const made = farm.make({ items: ["i0"] })
    await isDrawing
    const asked = performance.now()
    await first.close()
    expect(performance.now() - asked).toBeLessThan(1500)
    const second = await farm.work()
    expect((await made).report).toMatchObject({ files: 2, rendered: 2, skipped: [] })
    expect(second.state.drawn).toBe(2)
  })

  test("what the queue lost is asked for again", async () => {
    const made = farm.make()
    while ((await lane().getJobCounts("waiting")).waiting !== 4) await wait(20)
    await farm.server.redis.flushall()
    await farm.work()
    expect((await made).report).toMatchObject({ files: 4, rendered: 4, skipped: [] })
  })

  test("an item whose picture is gone is left out, and the others are drawn", async () => {
    const [item] = await farm.studio.workspace.itemsOf(["i0"])
    const path = farm.studio.workspace.imagePath(item!.image)
    const bytes = await readFile(path)
    await rm(path)
    await farm.work()
    const { report } = await farm.make().finally(() => writeFile(path, bytes))
    expect(report).toMatchObject({ files: 2, rendered: 2 })
    expect(report.skipped.map(({ item, reason }) => [item, reason.code])).toEqual([
      ["i0", "farm.blob_changed"],
      ["i0", "farm.blob_changed"],
    ])
  })

  test("a picture that two ask for at once is asked for once, and both have it or neither", async () => {
    await farm.work()
    const planner = farm.planner({ window: 1 })
    const session = new Session(farm.studio)
    const [persona] = await farm.studio.workspace.personas()
    const recipeOf = async (item: string) =>
      (await session.plan({ item, persona: persona!.id }, { ...quickSettings, seed: 1 })).recipe
    const [first, second] = [await recipeOf("i0"), await recipeOf("i5")]
    await planner.ask(first, farm.studio)
    const twice = [planner.ask(second, farm.studio), planner.ask(second, farm.studio)]
    await planner.take(first, true)
    await Promise.all(twice)
    const [one, other] = await Promise.all([planner.take(second, true), planner.take(second, true)])
    expect(one.png).toEqual(other.png)

    const third = await recipeOf("i1")
    const path = farm.studio.workspace.imagePath(third.plan.item.imageHash)
    const bytes = await readFile(path)
    await rm(path)
    const askAndTake = () => planner.ask(third, farm.studio).then(() => planner.take(third, true))
    const failed = await Promise.allSettled([askAndTake(), askAndTake()])
    await writeFile(path, bytes)
    expect(failed.map(one => one.status === "rejected" && one.reason.code)).toEqual(
      Array(2).fill("farm.blob_changed"),
    )
    await planner.close({ withdraw: true })
  })

  test("no more jobs wait in the queue than the window holds", async () => {
    const made = farm.make({}, { window: 2 })
    await wait(1500)
    expect(await lane().getJobCounts("waiting")).toEqual({ waiting: 2 })
    await farm.work()
    expect((await made).report).toMatchObject({ files: 4 })
  })

  test("a set that is cancelled takes its jobs out of the queue", async () => {
    const cancel = new AbortController()
    const made = farm.make({}, { signal: cancel.signal })
    const queued = () => lane().getJobCounts("waiting")
    while ((await queued()).waiting !== 4) await wait(20)
    cancel.abort()
    await expect(made).rejects.toMatchObject({ code: "job.cancelled" })
    expect(await queued()).toEqual({ waiting: 0 })
  })

  test("a set that is cancelled is left by workers after their step, and another set that wants it has it", async () => {
    let isSlow = true
    let begun = 0
    let left = 0
    const worker = await farm.work({
      draw: draw => async (unit, stop) => {
        begun++
        while (isSlow) {
          await wait(20)
          if (!stop.aborted) continue
          left++
          throw stop.reason
        }
        return draw(unit, stop)
      },
    })
    const cancel = new AbortController()
    const cancelled = farm.make({ items: ["i0"] }, { signal: cancel.signal })
    while (begun === 0) await wait(20)
    const other = farm.make({ items: ["i0"] })
    await wait(500)
    cancel.abort()
    await expect(cancelled).rejects.toMatchObject({ code: "job.cancelled" })
    while (left === 0) await wait(20)
    isSlow = false
    expect((await other).report).toMatchObject({ files: 2, rendered: 2, skipped: [] })
    expect(worker.state).toMatchObject({ failed: 0 })
    expect(await lane().getJobCounts("waiting", "active", "failed")).toEqual({
      waiting: 0,
      active: 0,
      failed: 0,
    })
  })

  test("work that asks for a tag waits for a worker that has it", async () => {
    const without = await farm.work()
    const made = farm.make({ items: ["i0"] }, { tag: "fast" })
    await wait(1000)
    expect(without.state.drawn).toBe(0)
    const having = await farm.work({ tags: ["fast"] })
    expect((await made).report).toMatchObject({ rendered: 2 })
    expect([without.state.drawn, having.state.drawn]).toEqual([0, 2])
  })

  test("workers are shown with what they draw, and not once they ended", async () => {
    const worker = await farm.work()
    expect(await workersOf(farm.server.redis)).toMatchObject([{ id: worker.id, device: "cpu", drawn: 0 }])
    await worker.close()
    expect(await workersOf(farm.server.redis)).toEqual([])
  })

  test("a queue that may throw jobs away is refused, and one that forgets is told of", async () => {
    const dir = join(farm.folder, "redis")
    await mkdir(dir, { recursive: true })
    const careless = await TestQueue.start(dir, ["--appendonly", "no"])
    const opened = await openQueueServer(careless.address, {})
    expect(opened.notes).toEqual([note("farm.forgets", {})])
    await opened.redis.config("SET", "maxmemory-policy", "allkeys-lru")
    await opened.close()
    await expect(openQueueServer(careless.address, {})).rejects.toMatchObject({
      code: "farm.queue_evicts",
      details: { policy: "allkeys-lru" },
    })
    await careless.kill()
    await expect(openQueueServer(careless.address, {})).rejects.toMatchObject({
      code: "farm.queue_unreachable",
      details: { reason: { code: "network.refused" } },
    })
  })
})

test.each([
  ["localhost:6379", "farm.queue_form"],
  ["http://localhost", "farm.queue_form"],
  ["redis://queue.example.com", "farm.queue_open"],
  ["rediss://queue.example.com", "farm.queue_open"],
  ["redis://:secret@queue.example.com", "farm.queue_open"],
])("the queue's address %s is refused", async (address, code) => {
  await expect(openQueueServer(address, {})).rejects.toMatchObject({
    code: "farm.bad_address",
    details: { problem: { code } },
  })
})

test.each(["", "   ", "short", undefined])("the key %j is refused", secret => {
  expect(() => new FarmKey(secret)).toThrow(expect.objectContaining({ code: "farm.no_key" }))
})
