/** √x, elementwise. */
import { node, type Operator, type Value } from "../graph.ts"

const Sqrt: Operator = { type: "Sqrt" }

/** √x, elementwise; any shape. */
export const sqrt = (x: Value): Value => node(Sqrt, [x], x)
