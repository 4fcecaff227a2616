/** A fully connected layer over the last dimension. */
import { elementCount } from "../../contract/tensor.ts"
import { sumTo } from "../gradients.ts"
import { node, type Operator, type Value } from "../graph.ts"
import { dimensions, sameDType, sameShape, shapeError } from "../shapes.ts"
import { matmul } from "./matmul.ts"
import { reshape } from "./reshape.ts"
import { transpose } from "./transpose.ts"

const Gemm: Operator = {
  type: "Gemm",
  gradient: ({ inputs: [x, weight, bias] }, upstream) => [
    () => matmul(upstream, weight!),
    () => matmul(transpose(upstream, [1, 0]), x!),
    () => sumTo(upstream, bias!.shape),
  ],
  multiplications: ({ inputs: [x], outputs: [output] }) => elementCount(output!.shape) * x!.shape.at(-1)!,
}

/**
 * x [..., in] · weightᵀ + bias → [..., out], with weight [out, in] as checkpoints store it and bias [out].
 *
 * A Gemm takes the weight as it is stored and adds the bias at once. On the CPU it is as fast as a MatMul whose weight
 * was transposed beforehand, and its packed copy of the weight is the only one.
 */
export function linear(x: Value, weight: Value, bias?: Value): Value {
  const [outputs, inputs] = dimensions("linear", weight, 2) as [number, number]
  if (x.shape.length === 0 || x.shape.at(-1) !== inputs) {
    throw shapeError("linear", `the last dimension must be ${inputs}`, x, weight, bias)
  }
  if (bias && !sameShape(bias.shape, [outputs])) {
    throw shapeError("linear", `the bias must be [${outputs}]`, x, weight, bias)
  }
  const dtype = sameDType("linear", x, weight, bias)
  const rows = elementCount(x.shape.slice(0, -1))
  const flat = reshape(x, [rows, inputs])
  const product = node(
    Gemm,
    bias ? [flat, weight, bias] : [flat, weight],
    { dtype, shape: [rows, outputs] },
    { transB: 1 },
  )
  return reshape(product, [...x.shape.slice(0, -1), outputs])
}
