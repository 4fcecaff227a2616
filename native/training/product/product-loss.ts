/**
 * The loss that teaches a product (DreamBooth, Ruiz et al. 2023, eq. 2, on a LoRA): the mean squared error of the U-Net's
 * prediction, which reads a text alone; each row counts with a weight. The LoRA's matrices are inputs. Where the LoRA adds to
 * the text encoder, that is a part of the graph, and learns too.
 */
import type { FloatTensor, Tensor } from "../../contract/tensor.ts"
import * as ops from "../../graph/index.ts"
import { Graph } from "../../graph/index.ts"
import { layerContext } from "../../models/cross-attention.ts"
import type { Networks } from "../../models/networks.ts"
import { textEncoder } from "../../models/text-encoder.ts"
import { tokenLimit } from "../../models/tokenizer.ts"
import { unet } from "../../models/unet.ts"
import { crossAttentionLayers } from "../../models/unet-config.ts"
import type { WrittenLoss } from "../lesson.ts"

export interface ProductLossSize {
  /** Rows of a micro-batch. */
  rows: number
  /** Of the latents. */
  height: number
  width: number
}

/** What a micro-batch reads, apart from the LoRA. */
export interface ProductInputs {
  /** Noisy latents, [B,c,h,w], and the target of the U-Net's prediction. */
  sample: FloatTensor
  target: FloatTensor
  /** [B] int64. */
  timestep: Tensor
  /** What the U-Net reads, [B,77,d]; where the text encoder is taught, the tokens of the texts, [B,77] int64. */
  text?: FloatTensor
  input_ids?: Tensor
  /** How much each row counts, [B]. */
  weight: FloatTensor
  /** λ1, [B]. */
  lambda1: FloatTensor
}

/** @param networks with the LoRA that is trained, and no other */
export async function writeProductLoss(
  networks: Networks,
  { rows, height, width }: ProductLossSize,
): Promise<WrittenLoss> {
  const { config, weights } = await networks.unet()
  const layers = new Map(crossAttentionLayers(config).map(layer => [layer.path, layer]))
  const graph = new Graph(`product loss of ${rows}`)
  const parameters = (await networks.loraWeights()).map(ref => graph.parameter(ref))
  const picture = [rows, config.out_channels, height, width]
  const sample = graph.input("sample", "float32", picture)
  const timestep = graph.input("timestep", "int64", [rows])
  const encoder = await networks.promptEncoder()
  const text = encoder
    ? textEncoder(encoder.weights, graph.input("input_ids", "int64", [rows, tokenLimit]), encoder.config)
        .last_hidden_state
    : graph.input("text", "float32", [rows, tokenLimit, config.cross_attention_dim])
  const conditions = { text, lambda1: graph.input("lambda1", "float32", [rows]) }
  const context = (path: string) => layerContext(weights, undefined, layers.get(path)!, conditions)
  const predicted = unet(weights, { sample, timestep, context }, config)
  const target = graph.input("target", "float32", picture)
  const weight = graph.input("weight", "float32", [rows])
  return { loss: ops.meanSquaredError(predicted, target, weight), parameters }
}
