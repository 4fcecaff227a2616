/** Group normalisation (Wu & He 2018). */
import { filled } from "../constants.ts"
import { standardise, throughStandardise } from "../gradients.ts"
import { float, node, type Operator, type Value } from "../graph.ts"
import { sameDType, sameShape, shapeError } from "../shapes.ts"
import { add } from "./add.ts"
import { mul } from "./mul.ts"
import { reshape } from "./reshape.ts"

const InstanceNormalization: Operator = {
  type: "InstanceNormalization",
  needsFloat32: true,
  // `groupNorm` gives it weights of 1 and biases of 0, so there is nothing but x to go back to.
  gradient: ({ inputs: [grouped], attributes }, upstream) => [
    () => throughStandardise(standardise(grouped!, attributes.epsilon), upstream),
  ],
}

/**
 * x [B, C, ...] normalised over each of `groups` groups of channels, then · weight [C] + bias [C].
 *
 * InstanceNormalization over [B, groups, …] rather than GroupNormalization, which ONNX Runtime has no CPU kernel for
 * and unrolls into a dozen nodes.
 */
export function groupNorm(x: Value, weight: Value, bias: Value, groups: number, epsilon: number): Value {
  const [batch, channels, ...space] = x.shape
  if (batch === undefined || channels === undefined || channels % groups !== 0) {
    throw shapeError("groupNorm", `the channels must divide into ${groups} groups`, x, weight, bias)
  }
  if (!sameShape(weight.shape, [channels]) || !sameShape(bias.shape, [channels])) {
    throw shapeError("groupNorm", `weight and bias must be [${channels}]`, x, weight, bias)
  }
  sameDType("groupNorm", x, weight, bias)
  const grouped = reshape(x, [batch, groups, -1])
  const normal = node(
    InstanceNormalization,
    [grouped, filled(x.graph, groups, 1), filled(x.graph, groups, 0)],
    grouped,
    { epsilon: float(epsilon) },
  )
  const perChannel = [channels, ...space.map(() => 1)]
  return add(mul(reshape(normal, x.shape), reshape(weight, perChannel)), reshape(bias, perChannel))
}
