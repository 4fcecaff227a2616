/** a − b, with broadcasting. */
import { node, type Operator, type Value } from "../graph.ts"
import { broadcast, sameDType } from "../shapes.ts"
import { scale } from "./scale.ts"

const Sub: Operator = {
  type: "Sub",
  gradient: ({ inputs: [a, b], back: { sumTo } }, upstream) => [
    () => sumTo(upstream, a!.shape),
    () => scale(sumTo(upstream, b!.shape), -1),
  ],
}

/** a − b: shapes broadcast as in NumPy. */
export const sub = (a: Value, b: Value): Value =>
  node(Sub, [a, b], { dtype: sameDType("sub", a, b), shape: broadcast("sub", a, b) })
