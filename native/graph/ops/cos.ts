/** cos x (radians), elementwise. */
import { node, type Operator, type Value } from "../graph.ts"
import { mul } from "./mul.ts"
import { scale } from "./scale.ts"
import { sin } from "./sin.ts"

const Cos: Operator = {
  type: "Cos",
  needsFloat32: true,
  impreciseOnWebGpu: true,
  gradient: ({ inputs: [x] }, upstream) => [() => scale(mul(upstream, sin(x!)), -1)],
}

/** cos x (radians), elementwise; any shape. */
export const cos = (x: Value): Value => node(Cos, [x], x)
