/** max(x, 0) + slope · min(x, 0) with a slope for each channel (He et al. 2015). */
import { node, type Operator, type Value } from "../graph.ts"
import { dimensions, shapeError } from "../shapes.ts"
import { reshape } from "./reshape.ts"

const PRelu: Operator = { type: "PRelu" }

/** x [B, C, h, w] with slopes [C]. */
export function prelu(x: Value, slopes: Value): Value {
  const channels = dimensions("prelu", x, 4)[1]!
  if (slopes.shape.join() !== String(channels))
    throw shapeError("prelu", `slopes aren't [${channels}]`, x, slopes)
  return node(PRelu, [x, reshape(slopes, [channels, 1, 1])], x)
}
