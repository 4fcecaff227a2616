/** IP-Adapters of kinds that this program can't draw with. */
import { StudioError } from "../contract/errors.ts"
import type { Checkpoint } from "../weights/checkpoint.ts"

/** Names by which other kinds of IP-Adapter are recognised. */
const otherAdapters = [
  [/^image_proj\.latents$/, "IP-Adapter Plus"],
  [/^image_proj\.perceiver_resampler\./, "IP-Adapter FaceID Plus"],
  [/^ip_adapter\.\d+\.to_\w+_lora\./, "IP-Adapter FaceID"],
  [/^image_proj\.proj\.\d+\./, "IP-Adapter Full"],
] as const

/** @throws StudioError pack.unknown_adapter, naming the kind */
export function refuseOtherAdapters(checkpoint: Checkpoint): void {
  for (const [pattern, kind] of otherAdapters) {
    if (checkpoint.names.some(name => pattern.test(name))) {
      throw new StudioError("pack.unknown_adapter", { file: checkpoint.files.join(", "), kind })
    }
  }
}
