/** Dimensions in another order. */
import { node, type Operator, type Value } from "../graph.ts"
import { shapeError } from "../shapes.ts"

const Transpose: Operator = {
  type: "Transpose",
  gradient: ({ attributes }, upstream) => {
    const perm = attributes.perm as readonly number[]
    return [
      () =>
        transpose(
          upstream,
          perm.map((_, axis) => perm.indexOf(axis)),
        ),
    ]
  },
}

/** x with its dimensions in the order `perm`: dimension i of the result is dimension perm[i] of x. */
export function transpose(x: Value, perm: readonly number[]): Value {
  const sorted = [...perm].sort((a, b) => a - b)
  if (perm.length !== x.shape.length || sorted.some((axis, index) => axis !== index)) {
    throw shapeError("transpose", `[${perm}] doesn't order its dimensions`, x)
  }
  return node(Transpose, [x], { dtype: x.dtype, shape: perm.map(axis => x.shape[axis]!) }, { perm })
}
