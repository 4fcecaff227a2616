/** Rows of a table by their numbers: embeddings. */
import { node, type Operator, type Value } from "../graph.ts"
import { shapeError } from "../shapes.ts"

const Gather: Operator = { type: "Gather" }

/** Rows of `table` [n, ...row] chosen by integer `ids` [...s] → [...s, ...row]. An id out of range fails the run. */
export function gather(table: Value, ids: Value): Value {
  if (ids.dtype !== "int64" && ids.dtype !== "int32")
    throw shapeError("gather", "ids must be integers", table, ids)
  if (table.shape.length === 0) throw shapeError("gather", "the table has no rows", table, ids)
  return node(
    Gather,
    [table, ids],
    { dtype: table.dtype, shape: [...ids.shape, ...table.shape.slice(1)] },
    { axis: 0 },
  )
}
