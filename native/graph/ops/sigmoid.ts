/** 1 / (1 + exp(−x)), elementwise. */
import { node, type Operator, type Value } from "../graph.ts"
import { mul } from "./mul.ts"
import { sub } from "./sub.ts"

const Sigmoid: Operator = {
  type: "Sigmoid",
  gradient: ({ outputs: [y] }, upstream) => [() => mul(upstream, sub(y!, mul(y!, y!)))],
}

/** 1 / (1 + exp(−x)), elementwise; any shape. */
export const sigmoid = (x: Value): Value => node(Sigmoid, [x], x)
