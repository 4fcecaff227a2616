/** a / b, elementwise, with broadcasting. */
import { node, type Operator, type Value } from "../graph.ts"
import { broadcast, sameDType } from "../shapes.ts"

const Div: Operator = { type: "Div" }

/** a / b, elementwise: shapes broadcast as in NumPy. */
export const div = (a: Value, b: Value): Value =>
  node(Div, [a, b], { dtype: sameDType("div", a, b), shape: broadcast("div", a, b) })
