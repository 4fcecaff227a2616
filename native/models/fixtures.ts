/** Test helpers: the cases of fixtures/PACK/expected.safetensors, and how far a result is from one. */
import { fileURLToPath } from "node:url"
import type { FloatTensor, Tensor } from "../contract/tensor.ts"
import { openSafetensors, readRef } from "../weights/safetensors.ts"

export const fixture = (path: string): string => fileURLToPath(new URL(`./fixtures/${path}`, import.meta.url))

export interface Case {
  in: Record<string, Tensor>
  out: Record<string, FloatTensor>
}

/** Cases by name, from tensors named CASE/in/NAME and CASE/out/NAME. */
export async function readCases(file: string): Promise<Record<string, Case>> {
  const cases: Record<string, Case> = {}
  for (const ref of (await openSafetensors(file)).tensors.values()) {
    const [name, side, tensor] = ref.name.split("/") as [string, "in" | "out", string]
    cases[name] ??= { in: {}, out: {} }
    const found = cases[name][side] as Record<string, Tensor>
    found[tensor] = await readRef(ref)
  }
  return cases
}

/** Largest absolute difference over the expected values' standard deviation. NaN if anything is. */
export function relativeError(found: FloatTensor, expected: FloatTensor): number {
  if (found.shape.join() !== expected.shape.join())
    throw new Error(`[${found.shape}] isn't [${expected.shape}]`)
  const { data } = expected
  const mean = data.reduce((sum, x) => sum + x, 0) / data.length
  const deviation = Math.sqrt(data.reduce((sum, x) => sum + (x - mean) ** 2, 0) / data.length)
  return data.reduce((worst, x, i) => Math.max(worst, Math.abs(x - found.data[i]!)), 0) / deviation
}
