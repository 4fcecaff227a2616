/** a / b, elementwise, with broadcasting. */
import { node, type Operator, type Value } from "../graph.ts"
import { broadcast, sameDType } from "../shapes.ts"
import { mul } from "./mul.ts"
import { scale } from "./scale.ts"

const Div: Operator = {
  type: "Div",
  gradient: ({ inputs: [a, b], outputs: [quotient], back: { sumTo } }, upstream) => [
    () => sumTo(div(upstream, b!), a!.shape),
    () => scale(sumTo(div(mul(upstream, quotient!), b!), b!.shape), -1),
  ],
}

/** a / b, elementwise: shapes broadcast as in NumPy. */
export const div = (a: Value, b: Value): Value =>
  node(Div, [a, b], { dtype: sameDType("div", a, b), shape: broadcast("div", a, b) })
