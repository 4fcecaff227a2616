/** What tests of sets on a farm share: a small studio, a queue and a store, and workers of the tiny pack. */
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { noLog } from "../base/log/log.ts"
import { RenderStore } from "../catalog/render-store.ts"
import type { ImageSetInput, ImageSetReport } from "../contract/image-set.ts"
import type { Recipe } from "../contract/recipe.ts"
import { exampleRecipe } from "../exporting/fixtures.ts"
import { openSmallStudio, smallSet } from "../exporting/image-set/fixtures.ts"
import { type ImageSetHooks, makeImageSet } from "../exporting/image-set/make.ts"
import { fixture } from "../models/fixtures.ts"
import type { DrawingStudio } from "../personalize/drawing-studio.ts"
import { arithmeticRevision } from "../personalize/recipe-key.ts"
import { Session } from "../personalize/session.ts"
import type { Studio } from "../personalize/studio.ts"
import { BlobCache } from "./blob-cache.ts"
import { FarmKey } from "./farm-key.ts"
import { FarmStores } from "./farm-stores.ts"
import { type ListedModel, type ModelList, openModels } from "./models.ts"
import { Planner, type PlannerOptions } from "./planner.ts"
import { openQueueServer, type QueueServer } from "./queue.ts"
import { openStore, type Store } from "./store/store.ts"
import { TestQueue } from "./testing.ts"
import { type DrawUnit, drawnModel, type FarmWorker, startWorker, type WorkerOptions } from "./worker.ts"

export const testKeyText = "a key of tests that is long enough."
export const testKey = new FarmKey(testKeyText)

/** Of a set that is drawn quickly. */
export const quickSettings = { width: 64, height: 64, steps: 2, count: 1, history: 3, neighbours: 2 }

/** A recipe that needs nothing but the item's picture, and the studio that has it. */
export function recipeOfPicture(imageHash: string, path: string): { recipe: Recipe; studio: DrawingStudio } {
  const { settings, plan, made } = exampleRecipe
  const recipe: Recipe = {
    ...exampleRecipe,
    // Without the help of neighbours.
    settings: { ...settings, lambda2: 0 },
    plan: { ...plan, item: { ...plan.item, imageHash } },
    made: { ...made, arithmetic: arithmeticRevision },
  }
  const never = () => Promise.reject(new Error("nothing is looked up"))
  const workspace = { imagePath: () => path, maskPath: String, findItem: never }
  return { recipe, studio: { workspace, pool: { vectors: never } } as unknown as DrawingStudio }
}

interface WorkChange extends Partial<Omit<WorkerOptions, "models">> {
  /** Of the tiny pack alone when absent. */
  models?: readonly ListedModel[]
  /** Draws in place of what the worker would draw with. */
  draw?: (own: DrawUnit) => DrawUnit
}

/** One farm for all tests of a file: each begins it anew, with an empty queue, an empty store and no worker. */
export class TestFarm {
  readonly root: string
  readonly studio: Studio
  server!: QueueServer
  store!: Store
  /** Of the test that runs. */
  folder!: string
  readonly #queue: TestQueue
  readonly #lists: ModelList[] = []
  readonly #workers: FarmWorker[] = []
  #stores!: FarmStores
  #folders = 0

  private constructor(root: string, queue: TestQueue, studio: Studio) {
    this.root = root
    this.studio = studio
    this.#queue = queue
  }

  static async open(): Promise<TestFarm> {
    const root = await mkdtemp(join(tmpdir(), "iamg-farm-"))
    await mkdir(join(root, "redis"))
    const queue = await TestQueue.start(join(root, "redis"))
    const farm = new TestFarm(root, queue, await openSmallStudio(root))
    await farm.modelsWith([])
    return farm
  }

  async close(): Promise<void> {
    for (const list of this.#lists) await list.close()
    await this.studio.close()
    await this.#queue.kill()
    await rm(this.root, { recursive: true, force: true })
  }

  /** Before each test. */
  async begin(): Promise<void> {
    this.forgetRenders()
    this.folder = this.#newFolder(this.root, "farm")
    this.server = await openQueueServer(this.#queue.address, {})
    await this.server.redis.flushall()
    const store = join(this.folder, "store")
    this.store = await openStore(store, {})
    this.#stores = new FarmStores(async () => [{ store, environment: { IAMG_FARM_KEY: testKeyText } }])
    this.studio.workspace.pictures.readBy(this.#stores)
  }

  /** After each test. */
  async end(): Promise<void> {
    for (const worker of this.#workers.splice(0)) await worker.close()
    await this.server.close()
    await this.#stores.close()
  }

  /** The tiny pack, with no LoRAs. */
  get models(): readonly ListedModel[] {
    return this.#lists[0]!.models
  }

  /** The tiny pack with these LoRAs' files; closed with the farm. */
  async modelsWith(loras: readonly string[]): Promise<readonly ListedModel[]> {
    const listed = { packs: [fixture("tiny")], adapters: [], loras }
    const list = await openModels(listed, { device: "cpu", cacheDir: join(this.root, "cache") })
    this.#lists.push(list)
    return list.models
  }

  async work({ models = this.models, draw = own => own, ...options }: WorkChange = {}): Promise<FarmWorker> {
    const blobs = await BlobCache.open(this.#newFolder(this.folder, "blobs"), this.store)
    const worker = await startWorker({
      server: this.server,
      store: this.store,
      key: testKey,
      models: models
        .map(model => drawnModel(model, blobs))
        .map(model => ({ ...model, draw: draw(model.draw) })),
      device: "cpu",
      tags: [],
      concurrency: 2,
      log: noLog,
      lock: 2000,
      ...options,
    })
    this.#workers.push(worker)
    return worker
  }

  planner(options: Partial<PlannerOptions> = {}): Planner {
    const { server, store } = this
    return new Planner({ server, store, key: testKey, log: noLog, checkEvery: 300, ...options })
  }

  /** The set, drawn by the farm. */
  async make(
    change: Partial<ImageSetInput> = {},
    { out = this.newOut(), ...options }: Partial<PlannerOptions> & { out?: string } = {},
  ): Promise<{ out: string; report: ImageSetReport }> {
    const planner = this.planner(options)
    const { signal } = options
    const hooks = { elsewhere: planner, ...(signal && { signal }) }
    const report = await this.#make(change, out, hooks).finally(() => planner.close({ withdraw: true }))
    return { out, report }
  }

  /** The set's images, drawn by this machine alone. */
  async drawnHere(change: Partial<ImageSetInput>): Promise<Map<string, Buffer>> {
    this.forgetRenders()
    const out = this.newOut()
    await this.#make(change, out)
    return imagesIn(out)
  }

  /** As if nothing had been drawn. */
  forgetRenders(): void {
    const renders = new RenderStore(this.studio.workspace.state)
    const ids = renders.list({}).map(({ id }) => id)
    renders.setRemoved(ids, true)
  }

  newOut(): string {
    return this.#newFolder(this.folder, "out")
  }

  async #make(
    change: Partial<ImageSetInput>,
    out: string,
    hooks: ImageSetHooks = {},
  ): Promise<ImageSetReport> {
    const set = await smallSet(this.studio, { contactSheet: false, ...change })
    return makeImageSet(new Session(this.studio), set, out, hooks)
  }

  #newFolder(parent: string, name: string): string {
    return join(parent, `${name}-${this.#folders++}`)
  }
}

/** By name, with their bytes. */
export async function imagesIn(folder: string): Promise<Map<string, Buffer>> {
  const names = (await readdir(folder, { recursive: true })).filter(name => name.endsWith(".png")).sort()
  if (names.length === 0) throw new Error("no image is there")
  return new Map(
    await Promise.all(names.map(async name => [name, await readFile(join(folder, name))] as const)),
  )
}
