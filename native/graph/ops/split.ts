/** One tensor cut into several along an axis. */
import { integers } from "../constants.ts"
import type { Operator, Value } from "../graph.ts"
import { axisOf, shapeError } from "../shapes.ts"
import { concat } from "./concat.ts"

const Split: Operator = {
  type: "Split",
  gradient: ({ attributes }, ...upstream) => [() => concat(upstream, attributes.axis as number)],
}

/** x cut along `axis` into pieces of the given sizes, which add up to its length. */
export function split(x: Value, axis: number, sizes: readonly number[]): Value[] {
  const along = axisOf("split", x, axis)
  if (sizes.reduce((sum, size) => sum + size, 0) !== x.shape[along]) {
    throw shapeError("split", `[${sizes}] don't add up to the length of axis ${along}`, x)
  }
  if (sizes.length === 1) return [x]
  const pieces = sizes.map(piece => ({
    dtype: x.dtype,
    shape: x.shape.map((size, index) => (index === along ? piece : size)),
  }))
  return x.graph.node(Split, [x, integers(x.graph, sizes)], pieces, { axis: along })
}
