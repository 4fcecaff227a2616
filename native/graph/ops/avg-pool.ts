/** Average pooling over square, non-overlapping windows. */
import { node, type Operator, type Value } from "../graph.ts"
import { dimensions, shapeError } from "../shapes.ts"
import { scale } from "./scale.ts"

const AveragePool: Operator = {
  type: "AveragePool",
  gradient: ({ inputs: [x], back: { upsampleNearest } }, upstream) => {
    const size = x!.shape[2]! / upstream.shape[2]!
    return [() => scale(upsampleNearest(upstream, size), 1 / size ** 2)]
  },
}

/** x [B, C, h, w] → [B, C, h / size, w / size], each the mean of a size × size window. */
export function avgPool(x: Value, size: number): Value {
  const [batch, channels, height, width] = dimensions("avgPool", x, 4) as [number, number, number, number]
  if (height % size !== 0 || width % size !== 0)
    throw shapeError("avgPool", `${size} must divide the sides`, x)
  return node(
    AveragePool,
    [x],
    { dtype: x.dtype, shape: [batch, channels, height / size, width / size] },
    { kernel_shape: [size, size], strides: [size, size] },
  )
}
