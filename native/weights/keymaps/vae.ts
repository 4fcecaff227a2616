/** AutoencoderKL as diffusers stores it, now and before its attention was renamed (2023). */
import type { KeyMap } from "../checkpoint.ts"
import { renamed } from "../checkpoint.ts"
import { asMatrix, type Rule, rename } from "./rules.ts"

const attention = String.raw`^((?:en|de)coder\.mid_block\.attentions\.0)\.`

const oldNames: readonly Rule[] = [
  [new RegExp(`${attention}query\\.`), "$1.to_q."],
  [new RegExp(`${attention}key\\.`), "$1.to_k."],
  [new RegExp(`${attention}value\\.`), "$1.to_v."],
  [new RegExp(`${attention}proj_attn\\.`), "$1.to_out.0."],
]

const isAttention = new RegExp(`${attention}to_`)

/** The attention's layers are linear; older files store them as 1×1 convolutions. */
export const vaeKeyMap: KeyMap = ref => {
  const current = renamed(ref, rename(ref.name, oldNames))
  return [isAttention.test(current.name) ? asMatrix(current) : current]
}
