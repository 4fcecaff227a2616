/** eˣ, elementwise. */
import { node, type Operator, type Value } from "../graph.ts"

const Exp: Operator = { type: "Exp" }

/** eˣ, elementwise; any shape. */
export const exp = (x: Value): Value => node(Exp, [x], x)
