/** Enlargement by repeating pixels. */
import { node, type Operator, type Value } from "../graph.ts"
import { dimensions, shapeError } from "../shapes.ts"
import { avgPool } from "./avg-pool.ts"
import { scale } from "./scale.ts"

const Resize: Operator = {
  type: "Resize",
  float32Inputs: [2],
  gradient: ({ inputs: [x] }, upstream) => {
    const factor = upstream.shape[2]! / x!.shape[2]!
    return [() => scale(avgPool(upstream, factor), factor ** 2)]
  },
}

/** x [B, C, h, w] with every pixel repeated factor × factor → [B, C, h · factor, w · factor]. */
export function upsampleNearest(x: Value, factor: number): Value {
  const [batch, channels, height, width] = dimensions("upsampleNearest", x, 4) as [
    number,
    number,
    number,
    number,
  ]
  if (!Number.isInteger(factor) || factor < 1)
    throw shapeError("upsampleNearest", `${factor} is no whole factor`, x)
  const scales = x.graph.constant({
    dtype: "float32",
    shape: [4],
    data: Float32Array.of(1, 1, factor, factor),
  })
  return node(
    Resize,
    [x, undefined, scales],
    { dtype: x.dtype, shape: [batch, channels, height * factor, width * factor] },
    { mode: "nearest", coordinate_transformation_mode: "asymmetric", nearest_mode: "floor" },
  )
}
