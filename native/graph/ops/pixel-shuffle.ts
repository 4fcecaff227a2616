/** Channels as pixels (Shi et al. 2016), and pixels as channels, both in PyTorch's order. */
import { node, type Operator, type Value } from "../graph.ts"
import { dimensions, shapeError } from "../shapes.ts"
import { reshape } from "./reshape.ts"
import { transpose } from "./transpose.ts"

const DepthToSpace: Operator = { type: "DepthToSpace" }

/** x [B, C · r², h, w] → [B, C, h · r, w · r]. */
export function pixelShuffle(x: Value, factor: number): Value {
  const [batch, channels, height, width] = dimensions("pixelShuffle", x, 4) as [
    number,
    number,
    number,
    number,
  ]
  const left = channels / factor ** 2
  if (!Number.isInteger(left))
    throw shapeError("pixelShuffle", `${channels} isn't a multiple of ${factor}²`, x)
  const shape = [batch, left, height * factor, width * factor]
  return node(DepthToSpace, [x], { dtype: x.dtype, shape }, { blocksize: factor, mode: "CRD" })
}

/** x [B, C, h · r, w · r] → [B, C · r², h, w]. */
export function pixelUnshuffle(x: Value, factor: number): Value {
  const [batch, channels, height, width] = dimensions("pixelUnshuffle", x, 4) as [
    number,
    number,
    number,
    number,
  ]
  const [rows, columns] = [height / factor, width / factor]
  if (!Number.isInteger(rows) || !Number.isInteger(columns))
    throw shapeError("pixelUnshuffle", `sides aren't multiples of ${factor}`, x)
  const squares = reshape(x, [batch, channels, rows, factor, columns, factor])
  return reshape(transpose(squares, [0, 1, 3, 5, 2, 4]), [batch, channels * factor ** 2, rows, columns])
}
