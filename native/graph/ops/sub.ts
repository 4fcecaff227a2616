/** a − b, with broadcasting. */
import { node, type Operator, type Value } from "../graph.ts"
import { broadcast, sameDType } from "../shapes.ts"

const Sub: Operator = { type: "Sub" }

/** a − b: shapes broadcast as in NumPy. */
export const sub = (a: Value, b: Value): Value =>
  node(Sub, [a, b], { dtype: sameDType("sub", a, b), shape: broadcast("sub", a, b) })
