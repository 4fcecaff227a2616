/** AutoencoderTiny as diffusers stores it, or TAESD's own file, which counts the clamp in front of the first layer, too. */
import type { KeyMap } from "../checkpoint.ts"
import { tableKeyMap } from "./rules.ts"

export const vaeTinyKeyMap: KeyMap = tableKeyMap(
  [[/^(\d+)\.(.+)$/, (number, rest) => `decoder.layers.${Number(number) - 1}.${rest}`]],
  [/^encoder\./],
)
