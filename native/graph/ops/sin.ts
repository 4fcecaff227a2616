/** sin x (radians), elementwise. */
import { node, type Operator, type Value } from "../graph.ts"

const Sin: Operator = { type: "Sin", impreciseOnWebGpu: true }

/** sin x (radians), elementwise; any shape. */
export const sin = (x: Value): Value => node(Sin, [x], x)
