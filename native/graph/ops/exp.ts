/** eˣ, elementwise. */
import { node, type Operator, type Value } from "../graph.ts"
import { mul } from "./mul.ts"

const Exp: Operator = {
  type: "Exp",
  needsFloat32: true,
  gradient: ({ outputs: [y] }, upstream) => [() => mul(upstream, y!)],
}

/** eˣ, elementwise; any shape. */
export const exp = (x: Value): Value => node(Exp, [x], x)
