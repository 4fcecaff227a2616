/** What LoRAs (Hu et al. 2021) add to layers, as references to their weights. */
import type { WeightRef } from "../graph/graph.ts"

/** One LoRA's part in one layer: strength · scale · up(down(x)), or up(mid(down(x))). */
export interface LowRank {
  /** [r, in], or of a convolution [r, in, k, k]; [r, in, 1, 1] where there is a `mid`. */
  readonly down: WeightRef
  /** [r, r, k, k], only of some convolutions: it has the layer's stride and padding. */
  readonly mid?: WeightRef | undefined
  /** [out, r], or of a convolution [out, r, 1, 1]. */
  readonly up: WeightRef
  /** α / r. */
  readonly scale: number
  /** Name of the graph's input that holds the strength, [1]. */
  readonly strength: string
}

/** By the layer's path, e.g. `down_blocks.0.attentions.0.proj_in`. */
export type Branches = ReadonlyMap<string, readonly LowRank[]>
