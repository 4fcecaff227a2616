/** 1 / (1 + exp(−x)), elementwise. */
import { node, type Operator, type Value } from "../graph.ts"

const Sigmoid: Operator = { type: "Sigmoid" }

/** 1 / (1 + exp(−x)), elementwise; any shape. */
export const sigmoid = (x: Value): Value => node(Sigmoid, [x], x)
