/** Multiplication by a number known while building. */
import { scalar } from "../constants.ts"
import type { Value } from "../graph.ts"
import { mul } from "./mul.ts"

/** factor · x for a float32 x of any shape. */
export const scale = (x: Value, factor: number): Value => mul(x, scalar(x.graph, factor))
