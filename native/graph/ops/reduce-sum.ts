/** Sum over axes. */
import { integers } from "../constants.ts"
import { node, type Operator, type Value } from "../graph.ts"
import { reducedShape } from "../shapes.ts"
import { expand } from "./expand.ts"

const ReduceSum: Operator = {
  type: "ReduceSum",
  needsFloat32: true,
  gradient: ({ inputs: [x] }, upstream) => [() => expand(upstream, x!.shape)],
}

/** The sum over `axes`, which stay with size 1. */
export const reduceSum = (x: Value, axes: readonly number[]): Value => {
  const { shape, along } = reducedShape("reduceSum", x, axes)
  return node(ReduceSum, [x, integers(x.graph, along)], { dtype: x.dtype, shape }, { keepdims: 1 })
}
