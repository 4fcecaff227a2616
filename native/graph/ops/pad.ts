/** Zeros before and after a tensor. */
import { integers, integersOf } from "../constants.ts"
import { node, type Operator, type Value } from "../graph.ts"
import { axisOf, shapeError } from "../shapes.ts"
import { slice } from "./slice.ts"

const Pad: Operator = {
  type: "Pad",
  gradient: ({ inputs: [x, pads] }, upstream) => {
    const axis = x!.shape.findIndex((size, index) => size !== upstream.shape[index])
    const start = integersOf(pads!)[axis]!
    return [() => slice(upstream, axis, start, start + x!.shape[axis]!)]
  },
}

/** x with `before` and `after` zeros added along `axis`. */
export function pad(x: Value, axis: number, before: number, after: number): Value {
  const along = axisOf("pad", x, axis)
  if (before < 0 || after < 0) throw shapeError("pad", `there can't be ${before} and ${after} zeros`, x)
  if (before + after === 0) return x
  const shape = x.shape.map((size, index) => (index === along ? before + size + after : size))
  const pads = [before, after].flatMap(zeros => x.shape.map((_, index) => (index === along ? zeros : 0)))
  return node(Pad, [x, integers(x.graph, pads)], { dtype: x.dtype, shape })
}
