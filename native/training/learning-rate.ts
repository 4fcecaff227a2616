/** The learning rate of each step. */
import type { TrainingSettings } from "../contract/training.ts"

/**
 * For the n-th update, from 0: η·n/warmUp while n < warmUp; then η, or with a cosine over what is left
 * η·½(1 + cos(π·(n − warmUp)/(steps − warmUp))), which ends at 0 (Loshchilov and Hutter 2017).
 */
export function learningRateAt(
  n: number,
  {
    learningRate,
    schedule,
    warmUp,
    steps,
  }: Pick<TrainingSettings, "learningRate" | "schedule" | "warmUp" | "steps">,
): number {
  if (n < warmUp) return (learningRate * n) / warmUp
  if (schedule === "constant") return learningRate
  const progress = Math.min(1, (n - warmUp) / Math.max(1, steps - warmUp))
  return (learningRate * (1 + Math.cos(Math.PI * progress))) / 2
}
