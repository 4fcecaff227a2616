/** √x, elementwise. */
import { node, type Operator, type Value } from "../graph.ts"
import { div } from "./div.ts"
import { scale } from "./scale.ts"

const Sqrt: Operator = {
  type: "Sqrt",
  gradient: ({ outputs: [y] }, upstream) => [() => scale(div(upstream, y!), 0.5)],
}

/** √x, elementwise; any shape. */
export const sqrt = (x: Value): Value => node(Sqrt, [x], x)
