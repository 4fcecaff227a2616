/** Where the largest element lies. */
import { node, type Operator, type Value } from "../graph.ts"
import { axisOf } from "../shapes.ts"

const ArgMax: Operator = { type: "ArgMax" }

/** The index (int64) of the largest element along `axis`, the first among equals; the axis goes. */
export function argmax(x: Value, axis: number): Value {
  const along = axisOf("argmax", x, axis)
  return node(
    ArgMax,
    [x],
    { dtype: "int64", shape: x.shape.toSpliced(along, 1) },
    { axis: along, keepdims: 0 },
  )
}
