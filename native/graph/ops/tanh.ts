/** tanh x, elementwise. */
import { node, type Operator, type Value } from "../graph.ts"

const Tanh: Operator = { type: "Tanh" }

/** tanh x, elementwise; any shape. */
export const tanh = (x: Value): Value => node(Tanh, [x], x)
