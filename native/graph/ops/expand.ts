/** Sizes of 1 stretched. */
import type { Shape } from "../../contract/tensor.ts"
import { integers } from "../constants.ts"
import { node, type Operator, type Value } from "../graph.ts"
import { broadcast, sameShape, shapeError } from "../shapes.ts"

const Expand: Operator = {
  type: "Expand",
  gradient: ({ inputs: [x], back: { sumTo } }, upstream) => [() => sumTo(upstream, x!.shape)],
}

/** x repeated along its sizes of 1 (and new leading dimensions) until it has `shape`. */
export function expand(x: Value, shape: Shape): Value {
  if (sameShape(x.shape, shape)) return x
  if (!sameShape(broadcast("expand", x, { dtype: x.dtype, shape }), shape)) {
    throw shapeError("expand", `it can't become [${shape}]`, x)
  }
  return node(Expand, [x, integers(x.graph, shape)], { dtype: x.dtype, shape })
}
