/** The same elements under another shape. */
import { elementCount, type Shape } from "../../contract/tensor.ts"
import { integers } from "../constants.ts"
import { node, type Operator, type Value } from "../graph.ts"
import { sameShape, shapeError } from "../shapes.ts"

const Reshape: Operator = {
  type: "Reshape",
  gradient: ({ inputs: [x] }, upstream) => [() => reshape(upstream, x!.shape)],
}

/** x with `shape`; one size may be −1, which takes what is left. */
export function reshape(x: Value, shape: Shape): Value {
  if (shape.filter(size => size === -1).length > 1)
    throw shapeError("reshape", "at most one size may be −1", x)
  const known = elementCount(shape.filter(size => size !== -1))
  const target = shape.map(size => (size === -1 ? elementCount(x.shape) / known : size))
  if (elementCount(target) !== elementCount(x.shape) || !target.every(Number.isInteger)) {
    throw shapeError("reshape", `[${shape}] holds another number of elements`, x)
  }
  if (sameShape(target, x.shape)) return x
  return node(Reshape, [x, integers(x.graph, target)], { dtype: x.dtype, shape: target })
}
