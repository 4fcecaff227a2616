/** Rows of float tensors: one out of a batch, and several as a batch. */
import { elementCount, type FloatTensor, floatTensor } from "../contract/tensor.ts"

/** The numbers of row `index` of a [B, …] tensor, as a view. */
export function row({ shape, data }: FloatTensor, index: number): Float32Array {
  const length = elementCount(shape.slice(1))
  return data.subarray(index * length, (index + 1) * length)
}

/** [B, …] as B times [1, …], views of the same numbers. */
export const rowsOf = (tensor: FloatTensor): FloatTensor[] =>
  Array.from({ length: tensor.shape[0]! }, (_, index) =>
    floatTensor([1, ...tensor.shape.slice(1)], row(tensor, index)),
  )

/** B times [1, …], all of one shape, as one [B, …]. */
export function concatRows(rows: readonly FloatTensor[]): FloatTensor {
  const [first] = rows
  if (!first) throw new RangeError("There are no rows to put together")
  const batch = floatTensor([rows.length, ...first.shape.slice(1)])
  for (const [index, { shape, data }] of rows.entries()) {
    if (shape.join() !== first.shape.join())
      throw new RangeError(`A row of [${shape}] can't follow one of [${first.shape}]`)
    row(batch, index).set(data)
  }
  return batch
}
