/** Keeps values that are expensive to make, within a budget of bytes. The least recently used is released first. */

export interface Held<T> {
  readonly value: T
  readonly bytes: number
}

export class SessionCache<T> {
  readonly budget: number
  readonly #release: (value: T) => Promise<unknown>
  /** In order of use, the longest unused first. */
  readonly #held = new Map<string, Held<T>>()

  constructor(budget: number, release: (value: T) => Promise<unknown>) {
    this.budget = budget
    this.#release = release
  }

  /** The value under `key`, which now counts as just used. */
  get(key: string): T | undefined {
    const held = this.#held.get(key)
    if (!held) return undefined
    this.#held.delete(key)
    this.#held.set(key, held)
    return held.value
  }

  /** Releases the least recently used values until `bytes` more fit, or nothing is left. */
  async makeRoom(bytes: number): Promise<void> {
    for (const key of this.#held.keys()) {
      if (this.bytes + bytes <= this.budget) return
      await this.release(key)
    }
  }

  /** Releases the value under `key`, if there is one. */
  async release(key: string): Promise<void> {
    const held = this.#held.get(key)
    if (!held) return
    this.#held.delete(key)
    await this.#release(held.value)
  }

  add(key: string, value: T, bytes: number): void {
    this.#held.set(key, { value, bytes })
  }

  get bytes(): number {
    return [...this.#held.values()].reduce((sum, held) => sum + held.bytes, 0)
  }

  get keys(): string[] {
    return [...this.#held.keys()]
  }
}
