/** Mean over axes. */
import { integers } from "../constants.ts"
import { node, type Operator, type Value } from "../graph.ts"
import { reducedShape } from "../shapes.ts"

const ReduceMean: Operator = { type: "ReduceMean" }

/** The mean over `axes`, which stay with size 1. */
export const reduceMean = (x: Value, axes: readonly number[]): Value => {
  const { shape, along } = reducedShape("reduceMean", x, axes)
  return node(ReduceMean, [x, integers(x.graph, along)], { dtype: x.dtype, shape }, { keepdims: 1 })
}
