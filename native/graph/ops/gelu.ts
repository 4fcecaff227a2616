/** The exact (erf) GELU (Hendrycks & Gimpel 2016). */
import { scalar } from "../constants.ts"
import { node, type Operator, type Value } from "../graph.ts"
import { add } from "./add.ts"
import { erf } from "./erf.ts"
import { exp } from "./exp.ts"
import { mul } from "./mul.ts"
import { scale } from "./scale.ts"

const Gelu: Operator = {
  type: "Gelu",
  gradient: ({ inputs: [x] }, upstream) => [() => mul(upstream, geluSlope(x!))],
}

/** x · Φ(x), elementwise, Φ being the standard normal distribution; any shape. */
export const gelu = (x: Value): Value => node(Gelu, [x], x)

/** Φ(x) + x · φ(x), φ being the density of Φ. */
function geluSlope(x: Value): Value {
  const cumulative = scale(add(erf(scale(x, Math.SQRT1_2)), scalar(x.graph, 1)), 0.5)
  const density = scale(exp(scale(mul(x, x), -0.5)), 1 / Math.sqrt(2 * Math.PI))
  return add(cumulative, mul(x, density))
}
