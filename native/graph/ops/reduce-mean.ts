/** Mean over axes. */
import { elementCount } from "../../contract/tensor.ts"
import { integers } from "../constants.ts"
import { node, type Operator, type Value } from "../graph.ts"
import { reducedShape } from "../shapes.ts"
import { expand } from "./expand.ts"
import { scale } from "./scale.ts"

const ReduceMean: Operator = {
  type: "ReduceMean",
  needsFloat32: true,
  gradient: ({ inputs: [x], outputs: [mean] }, upstream) => {
    const share = elementCount(mean!.shape) / elementCount(x!.shape)
    return [() => expand(scale(upstream, share), x!.shape)]
  },
}

/** The mean over `axes`, which stay with size 1. */
export const reduceMean = (x: Value, axes: readonly number[]): Value => {
  const { shape, along } = reducedShape("reduceMean", x, axes)
  return node(ReduceMean, [x, integers(x.graph, along)], { dtype: x.dtype, shape }, { keepdims: 1 })
}
