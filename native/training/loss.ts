/**
 * The training loss (eq. 14) as one graph: interest attention, decoupled cross-attention in the U-Net, and the mean
 * squared error of its prediction. Its trainable weights are inputs, so that they can change from step to step.
 */
import type { FloatTensor, Shape, Tensor } from "../contract/tensor.ts"
import type { WeightRef } from "../graph/graph.ts"
import * as ops from "../graph/index.ts"
import { Graph } from "../graph/index.ts"
import { layerContext } from "../models/cross-attention.ts"
import { interestAttention, interestShapes } from "../models/interest-attention.ts"
import type { Networks } from "../models/networks.ts"
import { tokenLimit } from "../models/tokenizer.ts"
import { unet } from "../models/unet.ts"
import { crossAttentionLayers } from "../models/unet-config.ts"
import type { WrittenLoss } from "./lesson.ts"

export interface LossSize {
  /** Rows of a micro-batch. */
  batch: number
  /** K, texts and images that are fused. */
  neighbours: number
  /** Of the latents. */
  height: number
  width: number
}

/** What a training step reads, apart from the trainable weights. */
export interface LossInputs {
  /** Noisy latents, [B,c,h,w], and the target of the U-Net's prediction. */
  sample: FloatTensor
  target: FloatTensor
  /** [B] int64. */
  timestep: Tensor
  /** What the U-Net reads, [B,77,d]: T*, or the empty text where it was dropped. */
  text: FloatTensor
  /** T*, [B,77,d]: what asks the neighbours (eq. 10). */
  rewrite: FloatTensor
  /** Φ, [B,K,77,d], and Ψ, [B,K,n,d]. */
  text_neighbours: FloatTensor
  image_neighbours: FloatTensor
  /** Image tokens of the item's foreground, [B,n,d]. */
  image: FloatTensor
  /** Strengths, [B]; λ2 is 0 where the image was dropped, which is z̃ = 0. */
  lambda1: FloatTensor
  lambda2: FloatTensor
  image_scale: FloatTensor
}

/** A name as adapters store it, and where its first value lies. */
export interface Trainable {
  readonly file: "ip_adapter" | "interest"
  readonly ref: WeightRef
}

/** Every to_k_ip and to_v_ip, and the interest attention. */
export async function trainables(networks: Networks): Promise<Trainable[]> {
  const { config } = await networks.unet()
  const { layers, width } = await networks.ipAdapter()
  const { weights: interest } = await networks.interest()
  const own = crossAttentionLayers(config).flatMap(({ adapterIndex, channels }) =>
    ["to_k_ip", "to_v_ip"].map(name => layers.take(`${adapterIndex}.${name}.weight`, [channels, width])),
  )
  return [
    ...own.map(ref => ({ file: "ip_adapter" as const, ref })),
    ...Object.entries(interestShapes(width)).map(([name, shape]) => ({
      file: "interest" as const,
      ref: interest.take(name, shape),
    })),
  ]
}

/** The loss of a micro-batch, one number, and the trainable weights as inputs of its graph. */
export async function writeLoss(
  networks: Networks,
  { batch, neighbours, height, width }: LossSize,
): Promise<WrittenLoss> {
  const { config, weights } = await networks.unet()
  const { layers: adapter, tokens, width: d } = await networks.ipAdapter()
  const interest = await networks.interest()
  const layers = new Map(crossAttentionLayers(config).map(layer => [layer.path, layer]))

  const graph = new Graph(`training loss of ${batch}`)
  const parameters = (await trainables(networks)).map(({ ref }) => graph.parameter(ref))
  const float = (name: keyof LossInputs, ...shape: Shape) => graph.input(name, "float32", shape)
  const picture = [batch, config.out_channels, height, width]
  const sample = float("sample", ...picture)
  const timestep = graph.input("timestep", "int64", [batch])
  const conditions = {
    text: float("text", batch, tokenLimit, d),
    lambda1: float("lambda1", batch),
    adapter: {
      image: float("image", batch, tokens, d),
      imageScale: float("image_scale", batch),
      interest: {
        states: interestAttention(
          interest.weights,
          float("rewrite", batch, tokenLimit, d),
          float("text_neighbours", batch, neighbours, tokenLimit, d),
          float("image_neighbours", batch, neighbours, tokens, d),
        ).interest,
        lambda2: float("lambda2", batch),
      },
    },
  }
  const context = (path: string) => layerContext(weights, adapter, layers.get(path)!, conditions)
  const predicted = unet(weights, { sample, timestep, context }, config)
  return { loss: ops.meanSquaredError(predicted, float("target", ...picture)), parameters }
}
