/**
 * What a network computes in. It is written in float32, however its weights are stored; here the whole graph becomes one
 * that computes in float16 (`inHalf`) or in float32 (`inFull`). Inputs and outputs are float32 in both.
 */
import { largestFloat16, toFloat16 } from "../base/float16.ts"
import type { Tensor } from "../contract/tensor.ts"
import type { Graph, Node, TensorType, Value } from "./graph.ts"
import { cast } from "./ops/cast.ts"
import { reaching } from "./reach.ts"
import { rewritten } from "./rewrite.ts"

/**
 * How the weights of a network are stored: all `half` wide, so that it can compute so; `full`; or `mixed`, where only some
 * were narrow enough. A graph without weights is `full`.
 */
export function storedAs(graph: Graph): "half" | "full" | "mixed" {
  const { values } = reaching(graph, graph.outputs)
  const floats = graph.weights.filter(({ value }) => value.dtype === "float32" && values.has(value))
  const half = floats.filter(({ ref }) => ref.dtype === "float16").length
  if (half === 0) return "full"
  return half === floats.length ? "half" : "mixed"
}

/** The graph in float32. Weights that are stored in half are widened when it is loaded, not on the disk. */
export const inFull = (graph: Graph): Graph =>
  rewritten(graph, {
    weight: (fresh, ref, { dtype }) => cast(fresh.weight(ref, ref.dtype), dtype),
  })

/**
 * The graph in float16. These stay in float32:
 *
 *  - operators that sum or that grow fast (`needsFloat32`): statistics of norms, softmax;
 *  - what is made of whole numbers, up to the first product with weights: the embedding of a timestep, ids of tokens.
 */
export function inHalf(graph: Graph): Graph {
  const constants = new Map(graph.constants.map(({ value, tensor }) => [value, tensor]))
  /** Values of `graph` that stay in float32 for what reads them, too. */
  const whole = new Set<Value>()
  const casts = new Map<string, Value>()
  const as = (value: Value, dtype: "float16" | "float32", tensor?: Tensor): Value => {
    if (value.dtype === dtype) return value
    if (tensor) return value.graph.constant(halfConstant(tensor))
    const key = `${value.name} ${dtype}`
    const made = casts.get(key) ?? cast(value, dtype)
    casts.set(key, made)
    return made
  }

  const write = (fresh: Graph, node: Node, inputs: readonly (Value | undefined)[]): Value[] => {
    const { operator, attributes, outputs } = node
    if (operator.type === "Cast") {
      const [input] = node.inputs as [Value]
      const x = input.dtype === "float32" ? as(inputs[0]!, "float32") : inputs[0]
      if (outputs[0]!.dtype === "float32") whole.add(outputs[0]!)
      return fresh.node(operator, [x], outputs, attributes)
    }
    const floats = node.inputs.filter(input => input?.dtype === "float32") as Value[]
    const staysWhole =
      !operator.multiplications &&
      floats.some(input => whole.has(input)) &&
      floats.every(input => whole.has(input) || constants.has(input))
    if (staysWhole) for (const output of outputs) whole.add(output)
    const dtype = staysWhole || operator.needsFloat32 ? "float32" : "float16"
    const read = inputs.map((value, index) => {
      const before = node.inputs[index]
      if (!value || before?.dtype !== "float32") return value
      return as(value, operator.float32Inputs?.includes(index) ? "float32" : dtype, constants.get(before))
    })
    const typeOf = (output: Value): TensorType =>
      output.dtype === "float32" ? { dtype, shape: output.shape } : output
    const made = fresh.node(operator, read, outputs.map(typeOf), attributes)
    return staysWhole ? made : made.map(value => (value.dtype === "float32" ? as(value, "float16") : value))
  }

  return rewritten(graph, {
    weight: (fresh, ref, { dtype }) => fresh.weight(ref, dtype === "float32" ? "float16" : dtype),
    node: write,
    output: (value, { dtype }) => (dtype === "float32" ? as(value, "float32") : value),
  })
}

/** A constant beyond float16's range, as a mask's −10⁹, becomes the largest number. */
function halfConstant({ shape, data }: Tensor): Tensor {
  const within = (x: number) => Math.max(-largestFloat16, Math.min(largestFloat16, x))
  const numbers = Float32Array.from(data as Float32Array, x => (Number.isFinite(x) ? within(x) : x))
  return { dtype: "float16", shape, data: toFloat16(numbers) }
}
