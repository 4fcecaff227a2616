/** Axes read backwards. */
import { integers, integersOf } from "../constants.ts"
import { node, type Operator, type Value } from "../graph.ts"
import { axisOf } from "../shapes.ts"

const Slice: Operator = {
  type: "Slice",
  gradient: ({ inputs }, upstream) => [() => flip(upstream, integersOf(inputs[3]!))],
}

/** x with the order of its elements reversed along `axes`; the shape stays. */
export function flip(x: Value, axes: readonly number[]): Value {
  const along = axes.map(axis => axisOf("flip", x, axis))
  const last = along.map(() => -1)
  // From the last element, one back each time, to one before the first; −1 would mean the last again.
  const beyondFirst = along.map(axis => -x.shape[axis]! - 1)
  const range = [last, beyondFirst, along, last].map(values => integers(x.graph, values))
  return node(Slice, [x, ...range], x)
}
