/** CLIP's vision tower with its projection (a ViT): the content of a picture as one vector. */
import { z } from "zod"
import { note } from "../contract/codes/index.ts"
import { refusal } from "../contract/issue.ts"
import type { Value } from "../graph/index.ts"
import * as ops from "../graph/index.ts"
import type { Weights } from "../weights/checkpoint.ts"
import { clipEncoder, towerOf } from "./clip-encoder.ts"
import { conv2d, layerNorm, linear, parameter, toTokens } from "./layers.ts"

const towerSchema = z
  .object({
    hidden_size: z.int().min(1).max(8192).default(768),
    intermediate_size: z.int().min(1).max(65536).default(3072),
    projection_dim: z.int().min(1).max(8192).default(512),
    num_hidden_layers: z.int().min(1).max(96).default(12),
    num_attention_heads: z.int().min(1).max(128).default(12),
    num_channels: z.literal(3).default(3),
    image_size: z.int().min(8).max(2048).default(224),
    patch_size: z.int().min(1).max(256).default(32),
    hidden_act: z.enum(["quick_gelu", "gelu"]).default("quick_gelu"),
    layer_norm_eps: z.number().positive().default(1e-5),
  })
  .refine(
    config => config.image_size % config.patch_size === 0,
    refusal(note("model.no_multiple", { of: "image_size" }), ["patch_size"]),
  )

/** config.json of CLIPVisionModelWithProjection, or of a whole CLIPModel; defaults are transformers' CLIPVisionConfig's. */
export const imageEncoderConfigSchema = z.preprocess(towerOf("vision_config"), towerSchema)
export type ImageEncoderConfig = z.output<typeof imageEncoderConfigSchema>

/** pixel_values [B, 3, s, s], preprocessed → image_embeds [B, p], not normalised. */
export function imageEncoder(weights: Weights, pixels: Value, config: ImageEncoderConfig) {
  const { hidden_size: width, patch_size: patch } = config
  const batch = pixels.shape[0]!
  const patches = (config.image_size / patch) ** 2
  const model = weights.at("vision_model")
  const embeddings = model.at("embeddings")

  const tokens = toTokens(
    conv2d(embeddings.at("patch_embedding"), pixels, width, {
      kernel: patch,
      stride: patch,
      padding: 0,
      bias: false,
    }),
  )
  const classToken = ops.reshape(parameter(embeddings, pixels, "class_embedding", [width]), [1, 1, width])
  const sequence = ops.concat([ops.expand(classToken, [batch, 1, width]), tokens], 1)
  const positions = parameter(embeddings, pixels, "position_embedding.weight", [patches + 1, width])
  const normed = layerNorm(model.at("pre_layrnorm"), ops.add(sequence, positions), config.layer_norm_eps) // sic
  const hidden = clipEncoder(model.at("encoder"), normed, config)

  const first = ops.reshape(ops.slice(hidden, 1, 0, 1), [batch, width])
  const pooled = layerNorm(model.at("post_layernorm"), first, config.layer_norm_eps)
  return {
    image_embeds: linear(weights.at("visual_projection"), pooled, config.projection_dim, { bias: false }),
  }
}
