/** Embedding and tagging by workers, written by the one who asks; on a real queue. */
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { noLog } from "../../base/log/log.ts"
import { endpointTagger } from "../../interests/endpoint-tagger.ts"
import { tagItems } from "../../interests/tag-items.ts"
import type { Tagger } from "../../interests/tagger.ts"
import { prepareItems } from "../../personalize/prepare.ts"
import { BlobCache } from "../blob-cache.ts"
import { BlobPutter } from "../blobs.ts"
import { FarmKey } from "../farm-key.ts"
import { TestFarm, testKey } from "../fixtures.ts"
import { queueProgram } from "../testing.ts"
import { TaskAsker } from "./asker.ts"
import { embedOnFarm, taggerOnFarm } from "./prepare-elsewhere.ts"
import { answerKey, queueOfTask, readTask, writeTask } from "./task.ts"
import { type ListedTagger, startTaskWorker } from "./task-worker.ts"

describe.skipIf(!queueProgram)("preparing on a farm", () => {
  let farm: TestFarm
  const ends: { close(): Promise<void> }[] = []

  beforeAll(async () => {
    farm = await TestFarm.open()
  })
  afterAll(() => farm?.close())
  beforeEach(() => farm.begin())
  afterEach(async () => {
    for (const one of ends.splice(0)) await one.close()
    await farm.end()
  })

  async function worker(taggers: readonly ListedTagger[] = []) {
    const { server, store } = farm
    const blobs = await BlobCache.open(join(farm.folder, `blobs-${ends.length}`), store)
    const place = { server, store, key: testKey, blobs, device: "cpu", tags: [], log: noLog, lock: 2000 }
    const started = await startTaskWorker({ ...place, models: farm.models, taggers })
    ends.push(started)
    return started
  }
  function asker(key = testKey) {
    const made = new TaskAsker({ server: farm.server, store: farm.store, key, checkEvery: 300 })
    ends.push(made)
    return made
  }
  const imagePath = (hash: string) => farm.studio.workspace.imagePath(hash)
  const itemsOf = async () => farm.studio.workspace.items()
  const poolOf = async () => {
    const ids = (await itemsOf()).map(({ id }) => id)
    const { pool } = farm.studio
    return [await pool.vectors(ids, "text"), await pool.vectors(ids, "image"), await pool.hashes(ids)]
  }

  test("embeddings are those that this machine makes, and what the store has isn't made again", async () => {
    const { studio } = farm
    const here = await poolOf()
    const ids = (await itemsOf()).map(({ id }) => id)
    await studio.pool.remove(ids)
    const first = await worker()
    const elsewhere = embedOnFarm(asker(), new BlobPutter(farm.store))
    const told: number[] = []
    const report = await prepareItems(studio, { elsewhere, onProgress: done => told.push(done) })
    expect(report).toMatchObject({ prepared: ids.length, kept: 0 })
    expect(told.at(-1)).toBe(ids.length)
    expect(await poolOf()).toEqual(here)

    await first.close()
    await studio.pool.remove(ids)
    expect(await prepareItems(studio, { elsewhere })).toMatchObject({ prepared: ids.length })
    expect(await poolOf()).toEqual(here)
  })

  test("what waits for a worker is done once one is there, also after the queue has lost it", async () => {
    const { studio } = farm
    const here = await poolOf()
    await studio.pool.remove((await itemsOf()).map(({ id }) => id))
    const elsewhere = embedOnFarm(asker(), new BlobPutter(farm.store))
    const prepared = prepareItems(studio, { elsewhere })
    await wait(500)
    await farm.server.redis.flushall()
    await worker()
    await prepared
    expect(await poolOf()).toEqual(here)
  })

  test("an answer, or a task, that nobody with the farm's key made counts for nothing", async () => {
    const { pack } = farm.models[0]!
    const task = {
      what: "embed" as const,
      pack: pack.hash,
      items: [{ image: "0".repeat(64), text: "1".repeat(64) }],
    }
    const { id, message } = writeTask(task, testKey)
    expect(readTask(id, message, testKey)).toEqual(task)
    const stranger = new FarmKey("a key that strangers made up themselves")
    expect(() => readTask(id, message, stranger)).toThrow("farm.bad_job")
    expect(() => readTask(id, { ...message, task: `${message.task} ` }, testKey)).toThrow("farm.bad_job")
    expect(() => readTask(id, "no task", testKey)).toThrow("farm.bad_job")
    await farm.store.put(answerKey(id), Buffer.alloc(100))
    await worker()
    // The answer is asked for anew; its blobs are nowhere.
    await expect(asker().ask(task)).rejects.toMatchObject({
      code: "farm.unit_failed",
      details: { reason: { code: "farm.blob_gone" } },
    })
  })

  test("tags are those of the worker's tagger; without such a worker they wait", async () => {
    const tagger: Tagger = {
      id: "test/2",
      concurrency: 2,
      tagImage: async ({ id }) => [`picture of ${id}`],
      tagText: async ({ title }) => [title.toLowerCase()],
    }
    const { workspace, scenarios } = farm.studio
    const items = (await itemsOf()).slice(0, 3)
    const onFarm = taggerOnFarm("test/2", asker(), new BlobPutter(farm.store), imagePath)
    const tagged = tagItems(workspace, items, onFarm, scenarios)
    await wait(500)
    expect((await workspace.itemTags(items[0]!.id))?.tagger).toBe("test/1")
    await worker([{ tagger }])
    expect(await tagged).toMatchObject({ tagged: 3, failed: [] })
    for (const { id, title } of items)
      expect(await workspace.itemTags(id)).toMatchObject({
        image: [`picture of ${id}`],
        text: [title.toLowerCase()],
        tagger: "test/2",
      })
  })

  test("all workers together ask an endpoint no more often than they may", async () => {
    const asked: number[] = []
    const endpoint: Server = createServer((request, response) => {
      request.resume().once("end", () => {
        asked.push(performance.now())
        const content = "red, round"
        response.setHeader("content-type", "application/json")
        response.end(JSON.stringify({ choices: [{ message: { content } }] }))
      })
    })
    await new Promise<void>(ready => endpoint.listen(0, "127.0.0.1", ready))
    const baseUrl = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/v1`
    const taggerIn = (name: string) =>
      endpointTagger({ baseUrl, model: "m", consentedHosts: [], cacheDir: join(farm.folder, name) })
    for (const name of ["one", "two"]) await worker([{ tagger: taggerIn(name), perMinute: 2 }])
    const items = (await itemsOf()).slice(0, 4)
    const { id } = taggerIn("id")
    const stop = new AbortController()
    const { server, store } = farm
    const asking = new TaskAsker({ server, store, key: testKey, signal: stop.signal, checkEvery: 300 })
    ends.push(asking)
    const onFarm = taggerOnFarm(id, asking, new BlobPutter(farm.store), imagePath)
    const tagged = tagItems(farm.studio.workspace, items, onFarm, farm.studio.scenarios, {
      signal: stop.signal,
    }).catch(error => error)
    const queue = server.queue(queueOfTask({ what: "tag", tagger: id }, "any"))
    while (asked.length < 4) await wait(50)
    await wait(1500)
    // Two items, each by its picture and its text; the others wait for the next minute.
    expect(asked).toHaveLength(4)
    const counts = await queue.getJobCounts("wait", "delayed", "prioritized")
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(2)
    stop.abort()
    await tagged
    await queue.obliterate({ force: true })
    endpoint.close()
  })
})
