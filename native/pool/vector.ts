/** Vectors on their way into a pool or a search: checked, then brought to unit length. */
import { StudioError } from "../contract/errors.ts"
import type { Note } from "../contract/note.ts"

/** A vector as the pool keeps it: its direction, and the length it came with. */
export interface Direction {
  /** Unit length. */
  readonly unit: Float32Array
  readonly length: number
}

/**
 * Checks a vector and splits it into direction and length. LanceDB would pad or cut a vector of the wrong width,
 * lose a zero vector and answer nonsense to a NaN, all without a word, so none of these gets through.
 *
 * @param whose the item it belongs to, or what asks for it: named in the error
 */
export function direction(vector: Float32Array, width: number, whose: Note): Direction {
  if (vector.length !== width)
    throw new StudioError("pool.wrong_width", { whose, expected: width, found: vector.length })
  let squares = 0
  for (const value of vector) squares += value * value
  if (!Number.isFinite(squares)) throw new StudioError("pool.not_finite", { whose })
  if (squares === 0) throw new StudioError("pool.zero_vector", { whose })
  const length = Math.sqrt(squares)
  return { unit: vector.map(value => value / length), length }
}

/** Cosine similarity of two unit vectors [n], summed in double precision and in order, so that it never varies. */
export function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}
