/** Softmax along one axis. */
import { node, type Operator, type Value } from "../graph.ts"
import { axisOf } from "../shapes.ts"

const Softmax: Operator = { type: "Softmax" }

/** exp(x) / Σ exp(x) along `axis`; the shape stays. */
export const softmax = (x: Value, axis: number): Value =>
  node(Softmax, [x], x, { axis: axisOf("softmax", x, axis) })
