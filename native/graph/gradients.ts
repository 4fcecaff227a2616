/** Parts that the gradients of several operators share. */
import type { Shape } from "../contract/tensor.ts"
import { scalar } from "./constants.ts"
import type { Attribute, Value } from "./graph.ts"
import { add } from "./ops/add.ts"
import { div } from "./ops/div.ts"
import { mul } from "./ops/mul.ts"
import { reduceMean } from "./ops/reduce-mean.ts"
import { reduceSum } from "./ops/reduce-sum.ts"
import { reshape } from "./ops/reshape.ts"
import { sqrt } from "./ops/sqrt.ts"
import { sub } from "./ops/sub.ts"

/** The way back from broadcasting: x summed wherever a value of `shape` was repeated to get the shape of x. */
export function sumTo(x: Value, shape: Shape): Value {
  const leading = x.shape.length - shape.length
  const repeated = x.shape.flatMap((size, axis) => (size === (shape[axis - leading] ?? 1) ? [] : [axis]))
  return reshape(repeated.length > 0 ? reduceSum(x, repeated) : x, shape)
}

/** x [..., d] with mean 0 and variance 1 over its last dimension, and what it was multiplied by, [..., 1]. */
export interface Standardised {
  normal: Value
  factor: Value
}

/** What a normalising layer makes of x before its weight and bias. `epsilon` is the node's attribute. */
export function standardise(x: Value, epsilon: Attribute | undefined): Standardised {
  const { float } = epsilon as { float: number }
  const centred = sub(x, reduceMean(x, [-1]))
  const variance = reduceMean(mul(centred, centred), [-1])
  const factor = div(scalar(x.graph, 1), sqrt(add(variance, scalar(x.graph, float))))
  return { normal: mul(centred, factor), factor }
}

/** The gradient of x from that of `standardise(x).normal`: without the parts along its mean and its own direction. */
export function throughStandardise({ normal, factor }: Standardised, upstream: Value): Value {
  const centred = sub(upstream, reduceMean(upstream, [-1]))
  return mul(factor, sub(centred, mul(normal, reduceMean(mul(upstream, normal), [-1]))))
}
