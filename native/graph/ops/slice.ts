/** A range along one axis. */
import { integers, integersOf } from "../constants.ts"
import { node, type Operator, type Value } from "../graph.ts"
import { axisOf, shapeError } from "../shapes.ts"

const Slice: Operator = {
  type: "Slice",
  gradient: ({ inputs: [x, starts, ends, axes], back: { pad } }, upstream) => {
    const [start, end, axis] = [starts, ends, axes].map(range => integersOf(range!)[0]!) as [
      number,
      number,
      number,
    ]
    return [() => pad(upstream, axis, start, x!.shape[axis]! - end)]
  },
}

/** The elements from `start` up to, not including, `end` along `axis`. */
export function slice(x: Value, axis: number, start: number, end: number): Value {
  const along = axisOf("slice", x, axis)
  if (!(0 <= start && start < end && end <= x.shape[along]!)) {
    throw shapeError("slice", `axis ${along} has no range ${start} to ${end}`, x)
  }
  const shape = x.shape.map((size, index) => (index === along ? end - start : size))
  const range = [[start], [end], [along]].map(values => integers(x.graph, values))
  return node(Slice, [x, ...range], { dtype: x.dtype, shape })
}
