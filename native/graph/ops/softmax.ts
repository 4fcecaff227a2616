/** Softmax along one axis. */
import { node, type Operator, type Value } from "../graph.ts"
import { axisOf } from "../shapes.ts"
import { mul } from "./mul.ts"
import { reduceSum } from "./reduce-sum.ts"
import { sub } from "./sub.ts"

const Softmax: Operator = {
  type: "Softmax",
  needsFloat32: true,
  gradient: ({ outputs: [y], attributes }, upstream) => [
    () => {
      const weighted = mul(upstream, y!)
      return sub(weighted, mul(y!, reduceSum(weighted, [attributes.axis as number])))
    },
  ],
}

/** exp(x) / Σ exp(x) along `axis`; the shape stays. */
export const softmax = (x: Value, axis: number): Value =>
  node(Softmax, [x], x, { axis: axisOf("softmax", x, axis) })
