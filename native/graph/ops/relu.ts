/** max(x, 0), elementwise. */
import { node, type Operator, type Value } from "../graph.ts"

const Relu: Operator = { type: "Relu" }

/** max(x, 0), elementwise; any shape. */
export const relu = (x: Value): Value => node(Relu, [x], x)
