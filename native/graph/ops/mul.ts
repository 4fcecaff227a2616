/** a · b, elementwise, with broadcasting. */
import { node, type Operator, type Value } from "../graph.ts"
import { broadcast, sameDType } from "../shapes.ts"

const Mul: Operator = {
  type: "Mul",
  gradient: ({ inputs: [a, b], back: { sumTo } }, upstream) => [
    () => sumTo(mul(upstream, b!), a!.shape),
    () => sumTo(mul(upstream, a!), b!.shape),
  ],
}

/** a · b, elementwise: shapes broadcast as in NumPy. */
export const mul = (a: Value, b: Value): Value =>
  node(Mul, [a, b], { dtype: sameDType("mul", a, b), shape: broadcast("mul", a, b) })
