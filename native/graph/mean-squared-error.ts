/** The loss of diffusion training (eq. 14). */
import type { Value } from "./graph.ts"
import { mul } from "./ops/mul.ts"
import { reduceMean } from "./ops/reduce-mean.ts"
import { reshape } from "./ops/reshape.ts"
import { sub } from "./ops/sub.ts"

/**
 * The mean over all elements of (prediction − target)², a scalar; both of one shape. With `weights` [B], each row's squares
 * count so much.
 */
export function meanSquaredError(prediction: Value, target: Value, weights?: Value): Value {
  const difference = sub(prediction, target)
  const axes = prediction.shape.map((_, axis) => axis)
  const squares = mul(difference, difference)
  const weighted = weights ? mul(squares, reshape(weights, [-1, ...axes.slice(1).map(() => 1)])) : squares
  return reshape(reduceMean(weighted, axes), [])
}
