/**
 * CLIP's text tower: as SD's text_encoder (token states and their pooled state) and, with the projection, as clip_text
 * (what pictures are compared with).
 */
import { z } from "zod"
import type { Value } from "../graph/index.ts"
import * as ops from "../graph/index.ts"
import type { Weights } from "../weights/checkpoint.ts"
import { clipEncoder, towerOf } from "./clip-encoder.ts"
import { layerNorm, linear, parameter } from "./layers.ts"

const towerSchema = z.object({
  vocab_size: z.int().min(2).max(1_000_000).default(49408),
  hidden_size: z.int().min(1).max(8192).default(512),
  intermediate_size: z.int().min(1).max(65536).default(2048),
  projection_dim: z.int().min(1).max(8192).default(512),
  num_hidden_layers: z.int().min(1).max(96).default(12),
  num_attention_heads: z.int().min(1).max(128).default(8),
  max_position_embeddings: z.literal(77).default(77),
  hidden_act: z.enum(["quick_gelu", "gelu"]).default("quick_gelu"),
  layer_norm_eps: z.number().positive().default(1e-5),
  eos_token_id: z.int().min(0).default(49407),
})

/** config.json of CLIPTextModel, or of a whole CLIPModel; defaults are those of transformers' CLIPTextConfig. */
export const textEncoderConfigSchema = z.preprocess(towerOf("text_config"), towerSchema)
export type TextEncoderConfig = z.output<typeof textEncoderConfigSchema>

/** input_ids [B, 77] → last_hidden_state [B, 77, d] and pooled [B, d], the state at the end of the text. */
export function textEncoder(weights: Weights, ids: Value, config: TextEncoderConfig) {
  const { hidden_size: width, vocab_size: words } = config
  const [batch, length] = ids.shape as [number, number]
  const model = weights.at("text_model")
  const embeddings = model.at("embeddings")

  const tokens = ops.gather(parameter(embeddings, ids, "token_embedding.weight", [words, width]), ids)
  const positions = parameter(embeddings, ids, "position_embedding.weight", [length, width])
  const hidden = clipEncoder(model.at("encoder"), ops.add(tokens, positions), config, causalMask(ids, length))
  const states = layerNorm(model.at("final_layer_norm"), hidden, config.layer_norm_eps)

  const rows = ops.reshape(states, [batch * length, width])
  const firstRows = BigInt64Array.from({ length: batch }, (_, row) => BigInt(row * length))
  const offsets = ids.graph.constant({ dtype: "int64", shape: [batch], data: firstRows })
  const pooled = ops.gather(rows, ops.add(offsets, endOfText(ids, config.eos_token_id)))
  return { last_hidden_state: states, pooled }
}

/** input_ids [B, 77] → text_embeds [B, p], projected into the space shared with pictures, not normalised. */
export function clipText(weights: Weights, ids: Value, config: TextEncoderConfig) {
  const { pooled } = textEncoder(weights, ids, config)
  return {
    text_embeds: linear(weights.at("text_projection"), pooled, config.projection_dim, { bias: false }),
  }
}

/** Token n reads tokens 0 … n: [1, 1, N, N] of 0 and −1e9. */
function causalMask(x: Value, length: number): Value {
  const data = Float32Array.from({ length: length * length }, (_, i) => (i % length > i / length ? -1e9 : 0))
  return x.graph.constant({ dtype: "float32", shape: [1, 1, length, length], data })
}

/**
 * Where each text ends, [B]. Old configs (SD 1.5's) say eos_token_id 2, which no tokenizer ever gave: transformers then
 * takes the largest id of the row; else the first eos_token_id.
 */
function endOfText(ids: Value, eosTokenId: number): Value {
  const numbers = ops.cast(ids, "float32")
  if (eosTokenId === 2) return ops.argmax(numbers, 1)
  const scalar = (value: number) =>
    ids.graph.constant({ dtype: "float32", shape: [], data: Float32Array.of(value) })
  const distance = ops.sub(numbers, scalar(eosTokenId))
  return ops.argmax(ops.relu(ops.sub(scalar(1), ops.mul(distance, distance))), 1)
}
