/** Tensors joined along one axis. */
import { node, type Operator, type Value } from "../graph.ts"
import { axisOf, sameDType, shapeError } from "../shapes.ts"
import { slice } from "./slice.ts"

const Concat: Operator = {
  type: "Concat",
  gradient: ({ inputs, attributes }, upstream) => {
    const axis = attributes.axis as number
    const lengths = inputs.map(input => input!.shape[axis]!)
    return lengths.map((length, index) => {
      const start = lengths.slice(0, index).reduce((sum, before) => sum + before, 0)
      return () => slice(upstream, axis, start, start + length)
    })
  },
}

/** The values, one at least, joined along `axis`; their other sizes are equal. */
export function concat(values: readonly Value[], axis: number): Value {
  const [first, ...rest] = values as [Value, ...Value[]]
  const joined = axisOf("concat", first, axis)
  const fits = (value: Value) =>
    value.shape.length === first.shape.length &&
    value.shape.every((size, index) => index === joined || size === first.shape[index])
  if (!rest.every(fits)) throw shapeError("concat", `they differ beyond axis ${joined}`, ...values)
  if (rest.length === 0) return first
  const total = values.reduce((sum, value) => sum + value.shape[joined]!, 0)
  const shape = first.shape.map((size, index) => (index === joined ? total : size))
  return node(
    Concat,
    [first, ...rest],
    { dtype: sameDType("concat", first, ...rest), shape },
    { axis: joined },
  )
}
