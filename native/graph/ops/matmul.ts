/** Matrix product, batched as in NumPy. */
import { elementCount } from "../../contract/tensor.ts"
import { sumTo } from "../gradients.ts"
import { node, type Operator, type Value } from "../graph.ts"
import { broadcast, sameDType, shapeError } from "../shapes.ts"
import { transpose } from "./transpose.ts"

const MatMul: Operator = {
  type: "MatMul",
  gradient: ({ inputs: [a, b] }, upstream) => [
    () => sumTo(matmul(upstream, swapped(b!)), a!.shape),
    () => sumTo(matmul(swapped(a!), upstream), b!.shape),
  ],
  multiplications: ({ inputs: [a], outputs: [output] }) => elementCount(output!.shape) * a!.shape.at(-1)!,
}

/** a [..., n, k] · b [..., k, m] → [..., n, m]; the leading dimensions broadcast. */
export function matmul(a: Value, b: Value): Value {
  const [n, k] = a.shape.slice(-2)
  const [inner, m] = b.shape.slice(-2)
  if (n === undefined || k === undefined || inner === undefined || m === undefined) {
    throw shapeError("matmul", "two dimensions at least are needed", a, b)
  }
  if (k !== inner) throw shapeError("matmul", `the inner sizes ${k} and ${inner} differ`, a, b)
  const dtype = sameDType("matmul", a, b)
  const batch = broadcast(
    "matmul",
    { dtype, shape: a.shape.slice(0, -2) },
    { dtype, shape: b.shape.slice(0, -2) },
  )
  return node(MatMul, [a, b], { dtype, shape: [...batch, n, m] })
}

/** x with its last two dimensions swapped. */
export function swapped(x: Value): Value {
  const axes = x.shape.map((_, axis) => axis)
  return transpose(x, [...axes.slice(0, -2), ...axes.slice(-2).reverse()])
}
