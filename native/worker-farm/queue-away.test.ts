/** A queue whose server goes away: what is asked to end meanwhile ends, and is not waited for until it is back. */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { noLog } from "../base/log/log.ts"
import { BlobCache } from "./blob-cache.ts"
import { hashOf } from "./blobs.ts"
import { recipeOfPicture, testKey } from "./fixtures.ts"
import { Planner } from "./planner.ts"
import { TaskAsker } from "./preparing/asker.ts"
import { startTaskWorker } from "./preparing/task-worker.ts"
import { openQueueServer, type QueueServer } from "./queue.ts"
import { openStore, type Store } from "./store/store.ts"
import { queueProgram, TestQueue } from "./testing.ts"
import { startWorker } from "./worker.ts"

const { recipe, studio } = recipeOfPicture(hashOf(""), "/dev/null")

describe.skipIf(!queueProgram)("a queue that is away", () => {
  let dir: string
  let queue: TestQueue
  let server: QueueServer
  let store: Store
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), "iamg-away-"))
    queue = await TestQueue.start(dir)
    server = await openQueueServer(queue.address, {})
    store = await openStore(join(dir, "store"), {})
  })
  afterEach(async () => {
    await server.close()
    await queue.kill()
    await rm(dir, { recursive: true, force: true })
  })

  test("doesn't keep a set from being cancelled, whose first picture it never heard of", async () => {
    const cancel = new AbortController()
    const planner = new Planner({ server, store, key: testKey, log: noLog, signal: cancel.signal })
    await queue.kill()
    const asked = planner.ask(recipe, studio).then(() => planner.take(recipe, true))
    await wait(300)
    cancel.abort()
    await expect(asked).rejects.toMatchObject({ code: "job.cancelled" })
    await expect(planner.ask(recipe, studio)).rejects.toMatchObject({ code: "job.cancelled" })
    await planner.close({ withdraw: true })
  })

  const work = async () => {
    let begin = () => {}
    const begun = new Promise<void>(resolve => {
      begin = resolve
    })
    const worker = await startWorker({
      server,
      store,
      key: testKey,
      models: [
        {
          made: recipe.made,
          draw: async (_unit, stop) => {
            for (begin(); ; stop.throwIfAborted()) await wait(20)
          },
        },
      ],
      device: "cpu",
      tags: [],
      concurrency: 2,
      log: noLog,
    })
    return { worker, begun }
  }

  test("doesn't keep a preparation from being cancelled", async () => {
    const cancel = new AbortController()
    const asker = new TaskAsker({ server, store, key: testKey, signal: cancel.signal })
    await queue.kill()
    const items = [{ image: hashOf("a picture"), text: hashOf("a text") }]
    const asked = asker.ask({ what: "embed", pack: hashOf("a pack"), items })
    await wait(300)
    cancel.abort()
    await expect(asked).rejects.toMatchObject({ code: "job.cancelled", details: { what: "preparation" } })
    await asker.close()
  })

  test("doesn't keep a worker from ending that prepares", async () => {
    const tags = async () => []
    const worker = await startTaskWorker({
      server,
      store,
      key: testKey,
      models: [],
      taggers: [{ tagger: { id: "none/1", concurrency: 1, tagImage: tags, tagText: tags } }],
      blobs: await BlobCache.open(join(dir, "blobs"), store),
      device: "cpu",
      tags: [],
      log: noLog,
    })
    await queue.kill()
    await worker.close()
  })

  test("doesn't keep a worker from ending that has nothing to do", async () => {
    const { worker } = await work()
    await queue.kill()
    await worker.close()
  })

  test("doesn't keep a worker from ending that can't hand back what it was drawing", async () => {
    const { worker, begun } = await work()
    const other = await openQueueServer(queue.address, {})
    const planner = new Planner({ server: other, store, key: testKey, log: noLog })
    await planner.ask(recipe, studio)
    await begun
    await queue.kill()
    await worker.close()
    await queue.start()
    await planner.close({ withdraw: true })
    await other.close()
  })
})
