/** cos x (radians), elementwise. */
import { node, type Operator, type Value } from "../graph.ts"

const Cos: Operator = { type: "Cos", impreciseOnWebGpu: true }

/** cos x (radians), elementwise; any shape. */
export const cos = (x: Value): Value => node(Cos, [x], x)
