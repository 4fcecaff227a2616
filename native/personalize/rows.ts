/** Rows of float tensors: taking one out of a batch, and joining several to a batch. */
import { elementCount, type FloatTensor, floatTensor } from "../contract/tensor.ts"

/** Row `index` of a [B, …] tensor, as a view. */
export function row({ shape, data }: FloatTensor, index: number): Float32Array {
  const length = elementCount(shape.slice(1))
  return data.subarray(index * length, (index + 1) * length)
}

/** [1, …] tensors of one shape as one [B, …]. */
export function stack(tensors: readonly FloatTensor[]): FloatTensor {
  const first = tensors[0]
  if (!first) throw new RangeError("Nothing to stack")
  const stacked = floatTensor([tensors.length, ...first.shape.slice(1)])
  tensors.forEach((tensor, index) => {
    row(stacked, index).set(tensor.data)
  })
  return stacked
}
