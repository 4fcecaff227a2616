/** Sets on a farm that choose, or draw along with LoRAs. */
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { noLog } from "../base/log/log.ts"
import { RenderStore } from "../catalog/render-store.ts"
import { StudioError } from "../contract/errors.ts"
import type { ImageSetInput } from "../contract/image-set.ts"
import { openSmallStudio, smallSet } from "../exporting/image-set/fixtures.ts"
import { heldImages } from "../exporting/image-set/held.ts"
import { type ImageSetHooks, makeImageSet } from "../exporting/image-set/make.ts"
import { fixture } from "../models/fixtures.ts"
import { addLora } from "../personalize/loras.ts"
import { Session } from "../personalize/session.ts"
import type { Studio } from "../personalize/studio.ts"
import { BlobCache } from "./blob-cache.ts"
import { FarmKey } from "./farm-key.ts"
import { type ModelList, openModels } from "./models.ts"
import { Planner } from "./planner.ts"
import { openQueueServer, type QueueServer } from "./queue.ts"
import { openStore, type Store } from "./store/store.ts"
import { queueProgram, TestQueue } from "./testing.ts"
import { type DrawUnit, drawerFor, type FarmWorker, startWorker } from "./worker.ts"

const key = new FarmKey("a key of tests that is long enough.")
const small = { width: 64, height: 64, steps: 2, count: 1, history: 3, neighbours: 2 }

describe.skipIf(!queueProgram)("a set on a farm", () => {
  let root: string
  let studio: Studio
  let plain: ModelList
  let tuned: ModelList
  let queue: TestQueue
  let server: QueueServer
  let store: Store
  let folder: string
  let count = 0
  const open: FarmWorker[] = []

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "iamg-farm-sets-"))
    await mkdir(join(root, "redis"))
    queue = await TestQueue.start(join(root, "redis"))
    studio = await openSmallStudio(root)
    await addLora(studio.workspace, fixture("lora/style.safetensors"), { name: "ink" })
    await addLora(studio.workspace, fixture("lora/mid.safetensors"), { name: "mid" })
    const options = { device: "cpu", cacheDir: join(root, "cache") } as const
    const packs = [fixture("tiny")]
    const loras = [fixture("lora/mid.safetensors"), fixture("lora/style.safetensors")]
    plain = await openModels({ packs, adapters: [], loras: [] }, options)
    tuned = await openModels({ packs, adapters: [], loras }, options)
  })
  afterAll(async () => {
    await plain?.close()
    await tuned?.close()
    await studio?.close()
    await queue?.kill()
    await rm(root, { recursive: true, force: true })
  })
  beforeEach(async () => {
    forgetRenders()
    folder = join(root, `farm-${count++}`)
    server = await openQueueServer(queue.address, {})
    await server.redis.flushall()
    store = await openStore(join(folder, "store"), {})
  })
  afterEach(async () => {
    for (const worker of open.splice(0)) await worker.close()
    await server.close()
  })

  const forgetRenders = () => {
    const renders = new RenderStore(studio.workspace.state)
    const ids = renders.list({}).map(({ id }) => id)
    renders.setRemoved(ids, true)
  }
  const work = async ({ models }: ModelList, drawn?: (draw: DrawUnit) => DrawUnit) => {
    const blobs = await BlobCache.open(join(folder, `blobs-${count++}`), store)
    const worker = await startWorker({
      server,
      store,
      key,
      models: models.map(model => ({
        made: { pack: { name: model.pack.name, hash: model.pack.hash }, adapter: null },
        loras: model.loras.map(({ hash }) => hash),
        draw: drawn ? drawn(drawerFor(model, blobs)) : drawerFor(model, blobs),
      })),
      device: "cpu",
      tags: [],
      concurrency: 2,
      log: noLog,
      lock: 2000,
    })
    open.push(worker)
    return worker
  }
  const newOut = () => join(folder, `out-${count++}`)
  const setOf = (change: Partial<ImageSetInput>) => smallSet(studio, { contactSheet: false, ...change })
  const make = async (change: Partial<ImageSetInput>, hooks: ImageSetHooks & { out?: string } = {}) => {
    const planner = new Planner({ server, store, key, log: noLog, checkEvery: 300 })
    const { out = newOut(), ...others } = hooks
    const elsewhere = { elsewhere: planner, ...others }
    const report = await makeImageSet(new Session(studio), await setOf(change), out, elsewhere).finally(() =>
      planner.close({ withdraw: true }),
    )
    return { out, report }
  }
  const files = async (out: string) => {
    const names = (await readdir(out, { recursive: true })).filter(name => name.endsWith(".png")).sort()
    expect(names.length).toBeGreaterThan(0)
    return Promise.all(names.map(async name => [name, (await readFile(join(out, name))).toString("base64")]))
  }
  const drawnHere = async (change: Partial<ImageSetInput>) => {
    forgetRenders()
    const out = newOut()
    await makeImageSet(new Session(studio), await setOf(change), out)
    return files(out)
  }

  test("draws along with LoRAs that are on a worker's list; others wait for a worker that has them", async () => {
    const without = await work(plain)
    const loras = [
      { name: "ink", strength: 0.6 },
      { name: "mid", strength: 0.3 },
    ]
    const set = { items: ["i0"], settings: { ...small, loras } }
    const made = make(set)
    await wait(1000)
    const having = await work(tuned)
    const { out, report } = await made
    expect(report).toMatchObject({ files: 2, rendered: 2, skipped: [] })
    expect([without.state.drawn, without.state.failed, having.state.drawn]).toEqual([0, 0, 2])
    expect(await files(out)).toEqual(await drawnHere(set))
    const one = { items: ["i0"], settings: { ...small, loras: loras.slice(1) } }
    const again = await make(one)
    expect(await files(again.out)).toEqual(await drawnHere(one))
  })

  test("takes the best of several, the same as one machine does", async () => {
    await work(plain)
    const set = { bestOf: 3, settings: { ...small, count: 2 } }
    const { out, report } = await make(set)
    expect(report).toMatchObject({ files: 8, rendered: 24, held: 0, skipped: [] })
    expect(await files(out)).toEqual(await drawnHere(set))
  })

  test("a candidate whose numbers went wrong is none, and one that fails leaves its image out alone", async () => {
    const wrong = new StudioError("model.not_finite_step", { network: "unet", step: 1, steps: 2 })
    await work(plain, draw => async (unit, stop) => {
      const { id } = unit.recipe.plan.item
      if (id === "i0") throw wrong
      if (id === "i1" && unit.recipe.made.seed === 0) throw new StudioError("farm.bad_blob", { blob: "ab" })
      return draw(unit, stop)
    })
    const [ada] = (await setOf({})).personas
    const settings = { ...small, seed: 0 }
    const set = { items: ["i0", "i1", "i5"], personas: [ada!], bestOf: 2, settings }
    const out = newOut()
    const { report } = await make(set, { out })
    expect(report.skipped).toMatchObject([{ item: "i1", reason: { code: "farm.unit_failed" } }])
    const held = await heldImages(studio, await setOf(set), out)
    expect(report.files + held.length).toBe(2)
    const doubts = held.find(({ item }) => item === "i0")!.candidates.map(candidate => candidate.doubts)
    expect(doubts).toMatchObject(Array(2).fill([{ code: wrong.code, details: wrong.details }]))
  })
})
