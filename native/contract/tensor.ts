/** Tensors as they are passed between parts, threads and files. */

export type DType = "float32" | "float16" | "bfloat16" | "float64" | "int64" | "int32" | "uint8" | "bool"

export type Shape = readonly number[]

export type TensorData = Float32Array | Float64Array | Uint16Array | BigInt64Array | Int32Array | Uint8Array

/** `data` holds the elements in row-major order; float16 and bfloat16 are raw 16-bit words. */
export interface Tensor {
  readonly dtype: DType
  readonly shape: Shape
  readonly data: TensorData
}

export interface FloatTensor extends Tensor {
  readonly dtype: "float32"
  readonly data: Float32Array
}

/** Number of elements of a shape; 1 for a scalar. */
export const elementCount = (shape: Shape): number => shape.reduce((product, size) => product * size, 1)

/** A float32 tensor over `data`, or of zeros. */
export const floatTensor = (
  shape: Shape,
  data: Float32Array = new Float32Array(elementCount(shape)),
): FloatTensor => {
  if (data.length !== elementCount(shape)) {
    throw new RangeError(`[${shape}] needs ${elementCount(shape)} elements, got ${data.length}`)
  }
  return { dtype: "float32", shape, data }
}
