/** Watches a queue from outside: how long units lie there that count as being drawn, and that nobody draws. */
import { setTimeout as wait } from "node:timers/promises"
import { Redis } from "ioredis"
import { keyPrefix } from "../../../native/worker-farm/key-prefix.ts"

const lookEvery = 50

export class Standing {
  readonly #redis: Redis
  readonly #isTaken: () => boolean
  readonly #since = new Map<string, number>()
  readonly #watching: Promise<void>
  #longest = 0
  #isOver = false

  /** @param isTaken whether a worker is there to take them up */
  constructor(port: number, isTaken: () => boolean) {
    this.#redis = new Redis(port, "127.0.0.1", { maxRetriesPerRequest: 0, enableOfflineQueue: false })
    this.#redis.on("error", () => undefined)
    this.#isTaken = isTaken
    this.#watching = this.#watch()
  }

  /** @returns the longest, in milliseconds */
  async end(): Promise<number> {
    this.#isOver = true
    await this.#watching
    return this.#longest
  }

  async close(): Promise<void> {
    await this.end()
    this.#redis.disconnect()
  }

  /** What is in the queue though nobody waits for it. */
  async leftOver(): Promise<string[]> {
    const keys = await this.#redis.keys(`${keyPrefix}:draw-*`)
    const lists = keys.filter(name => /:(wait|active|delayed|failed|prioritized)$/.test(name))
    return lists.map(name => `the queue still has ${name.split(":").at(-1)} units`)
  }

  async #watch(): Promise<void> {
    while (!this.#isOver) {
      await wait(lookEvery)
      try {
        await this.#look()
      } catch {
        // The queue is away, or was: whatever stood meanwhile stood for that.
        this.#since.clear()
      }
    }
  }

  async #look(): Promise<void> {
    const bare = new Set<string>()
    for (const list of await this.#redis.keys(`${keyPrefix}:draw-*:active`)) {
      const queue = list.slice(0, -":active".length)
      for (const id of await this.#redis.lrange(list, 0, -1))
        if ((await this.#redis.exists(`${queue}:${id}:lock`)) === 0) bare.add(id)
    }
    if (!this.#isTaken()) return this.#since.clear()
    for (const id of this.#since.keys()) if (!bare.has(id)) this.#since.delete(id)
    for (const id of bare) {
      const since = this.#since.get(id) ?? performance.now()
      this.#since.set(id, since)
      this.#longest = Math.max(this.#longest, performance.now() - since)
    }
  }
}
