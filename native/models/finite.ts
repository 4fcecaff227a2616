/** Whether what a network gives can be used at all. */
import { StudioError } from "../contract/errors.ts"
import type { FloatTensor } from "../contract/tensor.ts"

export const isFiniteTensor = ({ data }: FloatTensor): boolean => data.every(Number.isFinite)

/** @throws StudioError model.not_finite, naming the network */
export function checkFinite(network: string, results: Readonly<Record<string, FloatTensor>>): void {
  if (!Object.values(results).every(isFiniteTensor)) throw new StudioError("model.not_finite", { network })
}
