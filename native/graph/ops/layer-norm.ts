/** Layer normalisation (Ba et al. 2016). */
import { standardise, sumTo, throughStandardise } from "../gradients.ts"
import { float, node, type Operator, type Value } from "../graph.ts"
import { sameDType, sameShape, shapeError } from "../shapes.ts"
import { mul } from "./mul.ts"

const LayerNormalization: Operator = {
  type: "LayerNormalization",
  needsFloat32: true,
  gradient: ({ inputs: [x, weight, bias], attributes }, upstream) => {
    const standard = standardise(x!, attributes.epsilon)
    return [
      () => throughStandardise(standard, mul(upstream, weight!)),
      () => sumTo(mul(upstream, standard.normal), weight!.shape),
      () => sumTo(upstream, bias!.shape),
    ]
  },
}

/** x [..., d] normalised over its last dimension, then · weight [d] + bias [d]. */
export function layerNorm(x: Value, weight: Value, bias: Value, epsilon: number): Value {
  const width = x.shape.slice(-1)
  if (width.length === 0 || !sameShape(weight.shape, width) || !sameShape(bias.shape, width)) {
    throw shapeError("layerNorm", `weight and bias must be [${width}]`, x, weight, bias)
  }
  sameDType("layerNorm", x, weight, bias)
  return node(LayerNormalization, [x, weight, bias], x, { axis: -1, epsilon: float(epsilon) })
}
