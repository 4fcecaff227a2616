/** Short ways to write the small constants that operators take as inputs. */
import type { Graph, Value } from "./graph.ts"

/** A float32 scalar. */
export const scalar = (graph: Graph, value: number): Value =>
  graph.constant({ dtype: "float32", shape: [], data: Float32Array.of(value) })

/** An int64 vector: shapes, axes, starts and ends are given this way in ONNX. */
export const integers = (graph: Graph, values: readonly number[]): Value =>
  graph.constant({ dtype: "int64", shape: [values.length], data: BigInt64Array.from(values, BigInt) })

/** The numbers that `integers` was given. */
export function integersOf(value: Value): number[] {
  const constant = value.graph.constants.find(constant => constant.value === value)
  if (!constant) throw new Error(`${value.name} is no constant`)
  return Array.from(constant.tensor.data, Number)
}

/** A float32 vector of `length` times `value`. */
export const filled = (graph: Graph, length: number, value: number): Value =>
  graph.constant({ dtype: "float32", shape: [length], data: new Float32Array(length).fill(value) })
