/** a + b, with broadcasting. */
import { node, type Operator, type Value } from "../graph.ts"
import { broadcast, sameDType } from "../shapes.ts"

const Add: Operator = {
  type: "Add",
  gradient: ({ inputs: [a, b], back: { sumTo } }, upstream) => [
    () => sumTo(upstream, a!.shape),
    () => sumTo(upstream, b!.shape),
  ],
}

/** a + b: shapes broadcast as in NumPy. */
export const add = (a: Value, b: Value): Value =>
  node(Add, [a, b], { dtype: sameDType("add", a, b), shape: broadcast("add", a, b) })
