/** tanh x, elementwise. */
import { node, type Operator, type Value } from "../graph.ts"
import { mul } from "./mul.ts"
import { sub } from "./sub.ts"

const Tanh: Operator = {
  type: "Tanh",
  gradient: ({ outputs: [y] }, upstream) => [() => sub(upstream, mul(upstream, mul(y!, y!)))],
}

/** tanh x, elementwise; any shape. */
export const tanh = (x: Value): Value => node(Tanh, [x], x)
