/** Gradients of a step: added up over micro-batches, and kept from growing too long. */
import { type FloatTensor, floatTensor } from "../contract/tensor.ts"

/** Tensors by the parameter's name. */
export type Tensors = Readonly<Record<string, FloatTensor>>

/** Zeros shaped like `tensors`. */
export const zerosLike = (tensors: Tensors): Record<string, FloatTensor> =>
  Object.fromEntries(Object.entries(tensors).map(([name, { shape }]) => [name, floatTensor(shape)]))

/** sum += weight · gradients, in place. Throws for a gradient that is missing or of another size. */
export function accumulate(sum: Tensors, gradients: Tensors, weight: number): void {
  for (const [name, { data }] of Object.entries(sum)) {
    const { data: added } = checked(gradients, name, data.length)
    for (let i = 0; i < data.length; i++) data[i]! += weight * added[i]!
  }
}

/** √(Σ g²) over all tensors, in double precision. */
export function globalNorm(tensors: Tensors): number {
  let sum = 0
  for (const { data } of Object.values(tensors)) for (let i = 0; i < data.length; i++) sum += data[i]! ** 2
  return Math.sqrt(sum)
}

/** Scales all tensors, in place, so that their global norm is at most `most` (Pascanu et al. 2013); returns what it was. */
export function clipToNorm(tensors: Tensors, most: number): number {
  const norm = globalNorm(tensors)
  const factor = most / (norm + 1e-6)
  if (factor < 1) {
    for (const { data } of Object.values(tensors)) for (let i = 0; i < data.length; i++) data[i]! *= factor
  }
  return norm
}

/** The tensor of this name. Throws when it is missing or of another size. */
export function checked(tensors: Tensors, name: string, length: number): FloatTensor {
  const tensor = tensors[name]
  if (!tensor) throw new Error(`there is no gradient of ${name}`)
  if (tensor.data.length !== length)
    throw new Error(`the gradient of ${name} has ${tensor.data.length} numbers, not ${length}`)
  return tensor
}
