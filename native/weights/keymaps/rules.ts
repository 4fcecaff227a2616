/** Key maps as tables: each row is a pattern of stored names and what such a tensor is called here. */
import type { WeightRef } from "../../graph/graph.ts"
import type { KeyMap } from "../checkpoint.ts"
import { renamed, reshaped } from "../checkpoint.ts"

/** A name's pattern, and its replacement: text with $1 …, or a function of the captured groups. */
export type Rule = readonly [pattern: RegExp, replacement: string | ((...groups: string[]) => string)]

/** `name` by the first rule that matches all of it; unchanged when none does. */
export function rename(name: string, rules: readonly Rule[]): string {
  for (const [pattern, replacement] of rules) {
    const match = pattern.exec(name)
    if (!match) continue
    return typeof replacement === "string"
      ? name.replace(pattern, replacement)
      : replacement(...match.slice(1))
  }
  return name
}

/** Drops names that match `ignored`, renames the others by `rules`. */
export const tableKeyMap =
  (rules: readonly Rule[], ignored: readonly RegExp[] = []): KeyMap =>
  ref =>
    ignored.some(pattern => pattern.test(ref.name)) ? [] : [renamed(ref, rename(ref.name, rules))]

/** A 1×1 convolution's weight [out, in, 1, 1] as a linear layer's [out, in]; anything else as it is. */
export function asMatrix(ref: WeightRef): WeightRef {
  const [out, inputs, height, width] = ref.shape
  return ref.shape.length === 4 && height === 1 && width === 1 ? reshaped(ref, [out!, inputs!]) : ref
}
