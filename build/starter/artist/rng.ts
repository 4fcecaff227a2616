/** Seeded randomness: the same seed draws the same picture on every machine. */

export interface Rng {
  /** Uniform in [0, 1). */
  next(): number
  between(low: number, high: number): number
  /** Whole number in [0, count). */
  below(count: number): number
  pick<T>(list: readonly T[]): T
  chance(probability: number): boolean
}

/** FNV-1a over UTF-16 code units, finished with murmur3's mixer: 32 bits, the same everywhere. */
export function hash(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/**
 * Mulberry32. A `spread` below 1 draws its numbers in to that share of their range, about the middle, and of two chances
 * the likelier one always comes.
 */
export function rngOf(seed: number | string, spread = 1): Rng {
  let state = typeof seed === "string" ? hash(seed) : seed >>> 0
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const next = () => 0.5 + (uniform() - 0.5) * spread
  const below = (count: number) => Math.floor(next() * count)
  return {
    next,
    below,
    between: (low, high) => low + next() * (high - low),
    pick: list => list[below(list.length)]!,
    chance: probability => {
      const value = next()
      return spread < 1 ? probability >= 0.5 : value < probability
    },
  }
}
