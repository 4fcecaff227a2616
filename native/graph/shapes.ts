/** Shape rules that several operators share. A broken rule names the operator and the shapes it was given. */
import { StudioError } from "../contract/errors.ts"
import type { DType, Shape } from "../contract/tensor.ts"
import type { TensorType } from "./graph.ts"

/** The error of an operator that can't take its inputs. */
export const shapeError = (
  operator: string,
  problem: string,
  ...inputs: readonly (TensorType | undefined)[]
): StudioError<"graph.shape"> =>
  new StudioError("graph.shape", {
    operator,
    problem,
    shapes: inputs.flatMap(input => (input ? [`${input.dtype}[${input.shape}]`] : [])).join(", "),
  })

/** `x.shape`, once it is known to have `rank` dimensions. */
export function dimensions(operator: string, x: TensorType, rank: number): Shape {
  if (x.shape.length !== rank) throw shapeError(operator, `${rank} dimensions are needed`, x)
  return x.shape
}

/** `axis` counted from the front; negative ones count from the back. */
export function axisOf(operator: string, x: TensorType, axis: number): number {
  const front = axis < 0 ? axis + x.shape.length : axis
  if (!Number.isInteger(front) || front < 0 || front >= x.shape.length) {
    throw shapeError(operator, `there is no axis ${axis}`, x)
  }
  return front
}

export function sameDType(
  operator: string,
  first: TensorType,
  ...others: readonly (TensorType | undefined)[]
): DType {
  if (others.some(other => other && other.dtype !== first.dtype)) {
    throw shapeError(operator, "the types differ", first, ...others)
  }
  return first.dtype
}

/** The shape of an elementwise operation: sizes align from the back, and 1 stretches (as in NumPy). */
export function broadcast(operator: string, a: TensorType, b: TensorType): Shape {
  const rank = Math.max(a.shape.length, b.shape.length)
  return Array.from({ length: rank }, (_, i) => {
    const left = a.shape[i - rank + a.shape.length] ?? 1
    const right = b.shape[i - rank + b.shape.length] ?? 1
    if (left !== right && left !== 1 && right !== 1) {
      throw shapeError(operator, `${left} and ${right} don't broadcast`, a, b)
    }
    return left === 1 ? right : left
  })
}

export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((size, index) => size === b[index])

/** What a reduction over `axes` leaves when the reduced axes stay with size 1, and the axes counted from the front. */
export function reducedShape(operator: string, x: TensorType, axes: readonly number[]) {
  const along = axes.map(axis => axisOf(operator, x, axis))
  return { along, shape: x.shape.map((size, index) => (along.includes(index) ? 1 : size)) }
}
