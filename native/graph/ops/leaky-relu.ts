/** max(x, 0) + slope · min(x, 0), elementwise. */
import { node, type Operator, type Value } from "../graph.ts"

const LeakyRelu: Operator = { type: "LeakyRelu" }

/** max(x, 0) + slope · min(x, 0), elementwise; any shape. */
export const leakyRelu = (x: Value, slope: number): Value =>
  node(LeakyRelu, [x], x, { alpha: { float: slope } })
