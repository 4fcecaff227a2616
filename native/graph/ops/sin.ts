/** sin x (radians), elementwise. */
import { node, type Operator, type Value } from "../graph.ts"
import { mul } from "./mul.ts"

const Sin: Operator = {
  type: "Sin",
  needsFloat32: true,
  impreciseOnWebGpu: true,
  gradient: ({ inputs: [x], back: { cos } }, upstream) => [() => mul(upstream, cos(x!))],
}

/** sin x (radians), elementwise; any shape. */
export const sin = (x: Value): Value => node(Sin, [x], x)
