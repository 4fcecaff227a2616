/** Maximum pooling over square windows. */
import { node, type Operator, type Value } from "../graph.ts"
import { dimensions, shapeError } from "../shapes.ts"

const MaxPool: Operator = { type: "MaxPool" }

/**
 * x [B, C, h, w] → [B, C, ⌊(h − size) / stride⌋ + 1, ⌊(w − size) / stride⌋ + 1], each the largest of a size × size
 * window. Rows and columns at the end that fill no window are left out.
 */
export function maxPool(x: Value, size: number, stride: number): Value {
  const [batch, channels, height, width] = dimensions("maxPool", x, 4) as [number, number, number, number]
  if (height < size || width < size)
    throw shapeError("maxPool", `a window of ${size} must fit into the picture`, x)
  const windows = (side: number) => Math.floor((side - size) / stride) + 1
  return node(
    MaxPool,
    [x],
    { dtype: x.dtype, shape: [batch, channels, windows(height), windows(width)] },
    { kernel_shape: [size, size], strides: [stride, stride] },
  )
}
