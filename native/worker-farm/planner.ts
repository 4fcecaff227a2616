/**
 * Asks a farm for pictures: sends what each needs, keeps so many jobs in the queue and no more, and says when one is there.
 * It keeps no state of its own: whatever the queue has lost, or a kill has interrupted, is found by looking whether the
 * store has the picture, and asked for again where it hasn't.
 */
import { setTimeout as wait } from "node:timers/promises"
import type { Job } from "bullmq"
import pLimit from "p-limit"
import type { Log } from "../base/log/log.ts"
import { memoized } from "../base/memo.ts"
import { isStudioError, StudioError } from "../contract/errors.ts"
import type { Recipe } from "../contract/recipe.ts"
import type { DrawnElsewhere } from "../exporting/image-set/pictures.ts"
import type { DrawingStudio } from "../personalize/drawing-studio.ts"
import { askKey } from "../personalize/recipe-key.ts"
import { BlobSender } from "./blobs.ts"
import { readFailure } from "./failure.ts"
import type { FarmKey } from "./farm-key.ts"
import { addJob, type Heard, type Lane, openLane } from "./lane.ts"
import { tellLoras } from "./lora-sets.ts"
import { type QueueServer, queueOf, withinConnect } from "./queue.ts"
import { type ResultHead, readHead, readResult, resultKey, thumbnailOf } from "./result.ts"
import type { Store } from "./store/store.ts"
import { writeUnit } from "./unit.ts"
import { unlessCancelled } from "./unless-cancelled.ts"
import { tellWithdrawn } from "./withdrawn.ts"

export interface PlannerOptions {
  server: QueueServer
  store: Store
  key: FarmKey
  /** Only workers with this tag draw; any when absent. */
  tag?: string | undefined
  /** The most units that are asked for and not yet taken. */
  window?: number
  log: Log
  signal?: AbortSignal | undefined
  /** Milliseconds between two looks whether the queue still has what was asked for. */
  checkEvery?: number
}

/** A unit that was asked for. */
class Asked {
  readonly recipe: Recipe
  /** Where it was planned. */
  readonly studio: DrawingStudio
  /** How many pictures of this set it is. */
  users = 1
  #settled = deferred()
  isSettled = false
  /** Of a picture that was there when it was asked for. */
  head: ResultHead | null = null
  /** Whether it was put into the queue: before, a job of its name is an earlier one. */
  isQueued = false

  constructor(recipe: Recipe, studio: DrawingStudio) {
    this.recipe = recipe
    this.studio = studio
  }

  /** Once its picture is there, or can't be. */
  get settled(): Promise<void> {
    return this.#settled.promise
  }

  settle(error?: unknown, head: ResultHead | null = null): void {
    this.isSettled = true
    this.head = head
    if (error === undefined) this.#settled.resolve()
    else this.#settled.reject(error)
  }

  /** Its picture was there, and was removed: it is waited for again. */
  begin(): void {
    this.#settled = deferred()
    this.head = null
    this.isSettled = false
    this.isQueued = false
  }
}

const usualWindow = 2000
const usualCheck = 5000
/** The oldest units are looked for first: the set waits for them. */
const checkedAtOnce = 50
/** What each request waits for (store, queue) takes far longer than what it computes. */
const requestsAtOnce = 32

export class Planner {
  readonly #options: PlannerOptions
  readonly #window: number
  readonly #sender: BlobSender
  readonly #asked = new Map<string, Asked>()
  /** Each takes a hash of all that a recipe says, and is needed several times. */
  readonly #ids = new WeakMap<Recipe, string>()
  readonly #lanes = new Map<string, Promise<Lane>>()
  readonly #checks = new AbortController()
  readonly #room: (() => void)[] = []
  readonly #inTurn = pLimit(requestsAtOnce)
  /** Those under way. */
  readonly #requests = new Set<Promise<void>>()

  constructor(options: PlannerOptions) {
    this.#options = options
    this.#window = options.window ?? usualWindow
    this.#sender = new BlobSender(options.store)
    void this.#checkAgainAndAgain()
  }

  /**
   * Asks for the picture of a recipe, once there is room for it in the window. Whatever keeps it from being asked for is
   * thrown where it is taken.
   *
   * @param studio where the recipe was planned
   * @throws StudioError job.cancelled
   */
  async ask(recipe: Recipe, studio: DrawingStudio): Promise<void> {
    const id = this.#idOf(recipe)
    const isFull = () => !this.#asked.has(id) && this.#asked.size >= this.#window
    while (isFull() && !this.#checks.signal.aborted) await this.#waitForRoom()
    if (this.#checks.signal.aborted || this.#options.signal?.aborted) throw cancelled()
    const known = this.#asked.get(id)
    if (known) {
      known.users++
      return
    }
    const asked = new Asked(recipe, studio)
    this.#asked.set(id, asked)
    const begun = new Promise<void>(begin => {
      void this.#inTurn(() => {
        begin()
        return this.#request(id, asked).catch(error => asked.settle(error))
      })
    })
    return this.#unlessCancelled(begun)
  }

  /**
   * The picture of a recipe that was asked for.
   *
   * @param whole whether its file is fetched, too
   * @throws StudioError farm.unit_failed, farm.bad_result, farm.store_failed, recipe.too_large, job.cancelled, and what keeps
   *   its pictures from being read
   */
  async take(recipe: Recipe, whole: boolean): Promise<DrawnElsewhere> {
    const id = this.#idOf(recipe)
    const asked = this.#asked.get(id)
    if (!asked) throw new Error("taken before it was asked for")
    try {
      let isReplaced = false
      for (let tries = 1; ; tries++) {
        await this.#unlessCancelled(asked.settled)
        const found = await this.#read(id, asked, whole).catch(async error => {
          // Its head is sound, and the rest is damaged: it is drawn once more.
          if (isReplaced || !isStudioError(error, "farm.bad_result")) throw error
          isReplaced = true
          await this.#options.store.remove([resultKey(id)])
          asked.begin()
          await this.#request(id, asked)
          return null
        })
        if (found) return found
        if (asked.isSettled === false) continue
        // Removed meanwhile, or a store that shows late what it has.
        await wait(Math.min(500 * tries, 5000))
        if (tries % 3 === 0) {
          asked.begin()
          await this.#request(id, asked)
        }
      }
    } finally {
      // One that is cancelled is withdrawn in the end.
      if (!this.#options.signal?.aborted && --asked.users === 0) this.#forget(id)
    }
  }

  async #read(id: string, asked: Asked, whole: boolean): Promise<DrawnElsewhere | null> {
    const { store, key } = this.#options
    const stored = { store: store.id, ask: id }
    if (!whole) {
      const head = asked.head ?? (await readHead(store, id, key))
      return head && { ...head, stored, png: null }
    }
    const result = await readResult(store, id, key)
    if (!result) return null
    const { png, recipe } = result
    return { made: recipe.made, thumbnail: await thumbnailOf(png), stored, png }
  }

  /** One that was asked for isn't taken after all. What is drawn of it is of use another time. */
  leave(recipe: Recipe): void {
    const id = this.#idOf(recipe)
    const asked = this.#asked.get(id)
    if (asked && --asked.users === 0) this.#forget(id)
  }

  /** Lets go of everything. Unless it is to go on, what waits in the queue is taken out of it, and workers leave what they draw of it. */
  async close({ withdraw }: { withdraw: boolean }): Promise<void> {
    this.#checks.abort()
    this.#wake()
    // What is just being added would stay behind.
    await withinConnect(Promise.allSettled(this.#requests)).catch(() => undefined)
    const open = [...this.#asked].filter(([, { isSettled }]) => !isSettled)
    const ids = withdraw ? open.map(([id]) => id) : []
    const left = [...this.#lanes.values()].map(lane => leaveLane(lane, ids))
    const told = tellWithdrawn(this.#options.server.redis, ids)
    // A queue that is away isn't waited for.
    await Promise.allSettled([...left, told].map(withinConnect))
  }

  #idOf(recipe: Recipe): string {
    const id = this.#ids.get(recipe) ?? askKey(recipe)
    this.#ids.set(recipe, id)
    return id
  }

  async #waitForRoom(): Promise<void> {
    await this.#unlessCancelled(new Promise<void>(resolve => this.#room.push(resolve)))
  }

  #forget(id: string): void {
    this.#asked.delete(id)
    this.#wake()
  }

  #wake(): void {
    for (const go of this.#room.splice(0)) go()
  }

  #unlessCancelled(work: Promise<void>): Promise<void> {
    return unlessCancelled(work, this.#options.signal, "image_set")
  }

  /** Puts the unit into the queue, unless its picture is there or others asked for it. */
  #request(id: string, asked: Asked): Promise<void> {
    const request = this.#requested(id, asked).finally(() => this.#requests.delete(request))
    this.#requests.add(request)
    return request
  }

  async #requested(id: string, asked: Asked): Promise<void> {
    if (this.#checks.signal.aborted) throw cancelled()
    const { store, key } = this.#options
    const head = await readHead(store, id, key)
    if (head) return asked.settle(undefined, head)
    const { recipe, studio } = asked
    const message = writeUnit(id, { recipe, embeddings: await this.#sender.send(recipe, studio) }, key)
    const { queue } = await this.#laneOf(recipe)
    const loras = recipe.made.loras.map(({ hash }) => hash)
    if (loras.length > 0) await tellLoras(this.#options.server.redis, loras)
    // To look for a job's state takes the longer, the more jobs wait.
    const isKnown = (await this.#options.server.redis.exists(queue.toKey(id))) > 0
    const state = isKnown ? await queue.getJobState(id) : "unknown"
    if (state === "failed") {
      // Adding it again would do nothing as long as the failed one is kept. Someone else may be faster.
      const job: Job | undefined = await queue.getJob(id)
      await job?.retry("failed", { resetAttemptsMade: true }).catch(() => undefined)
    } else if (state === "unknown") {
      await addJob(queue, "draw", id, message)
    }
    asked.isQueued = true
  }

  #laneOf({ made }: Recipe): Promise<Lane> {
    const { server, tag } = this.#options
    const name = queueOf(made, tag)
    return memoized(this.#lanes, name, () => openLane(server, name, this.#heard))
  }

  /** What the queue says of units. One that isn't heard is found by the checks. */
  readonly #heard: Heard = {
    completed: id => this.#asked.get(id)?.settle(),
    failed: (id, reason) =>
      this.#asked.get(id)?.settle(new StudioError("farm.unit_failed", { reason: readFailure(reason) })),
  }

  async #checkAgainAndAgain(): Promise<void> {
    const { log, checkEvery = usualCheck } = this.#options
    const { signal } = this.#checks
    while (!signal.aborted) {
      await wait(checkEvery, undefined, { signal }).catch(() => undefined)
      const oldest = [...this.#asked]
        .filter(([, { isQueued, isSettled }]) => isQueued && !isSettled)
        .slice(0, checkedAtOnce)
      const checks = oldest.map(async ([id, asked]) => {
        try {
          await this.#check(id, asked)
        } catch (error) {
          const code = isStudioError(error) ? error.code : null
          log.warn("farm not checked", { unit: id.slice(0, 12), code })
        }
      })
      await Promise.all(checks)
    }
  }

  /** Finds what wasn't heard of a unit, and asks again for one that the queue has lost. */
  async #check(id: string, asked: Asked): Promise<void> {
    const { queue } = await this.#laneOf(asked.recipe)
    const state = await queue.getJobState(id)
    if (asked.isSettled) return
    if (state === "unknown") await this.#request(id, asked)
    else if (state === "failed") this.#heard.failed(id, (await queue.getJob(id))?.failedReason ?? "")
  }
}

const cancelled = () => new StudioError("job.cancelled", { what: "image_set" })

function deferred() {
  let resolve = () => {}
  let reject: (error: unknown) => void = () => {}
  const promise = new Promise<void>((yes, no) => {
    resolve = yes
    reject = no
  })
  // Whoever takes it hears of it; until then nobody listens.
  promise.catch(() => undefined)
  return { promise, resolve, reject }
}

/** Takes units out of its queue, and stops listening. */
async function leaveLane(lane: Promise<Lane>, ids: readonly string[]): Promise<void> {
  const { queue, events } = await lane
  await Promise.allSettled([...ids.map(id => queue.remove(id)), events.close()])
}
