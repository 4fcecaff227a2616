/** The error function, elementwise. */
import { node, type Operator, type Value } from "../graph.ts"
import { exp } from "./exp.ts"
import { mul } from "./mul.ts"
import { scale } from "./scale.ts"

const Erf: Operator = {
  type: "Erf",
  gradient: ({ inputs: [x] }, upstream) => [
    () => scale(mul(upstream, exp(scale(mul(x!, x!), -1))), 2 / Math.sqrt(Math.PI)),
  ],
}

/** 2/√π · ∫₀ˣ exp(−t²) dt, elementwise; any shape. */
export const erf = (x: Value): Value => node(Erf, [x], x)
