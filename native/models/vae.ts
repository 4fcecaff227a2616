/** The autoencoder between pixels and latents (AutoencoderKL; Rombach et al. 2022), both ways. */
import { z } from "zod"
import { note } from "../contract/codes/index.ts"
import { refusal } from "../contract/issue.ts"
import type { Value } from "../graph/index.ts"
import * as ops from "../graph/index.ts"
import type { Weights } from "../weights/checkpoint.ts"
import { conv2d, groupNorm, linear, toPicture, toTokens } from "./layers.ts"
import { resnet } from "./resnet.ts"

const epsilon = 1e-6

/** config.json of AutoencoderKL; defaults are those of diffusers. */
export const vaeConfigSchema = z
  .object({
    in_channels: z.literal(3).default(3),
    out_channels: z.literal(3).default(3),
    latent_channels: z.int().min(1).max(64).default(4),
    block_out_channels: z.array(z.int().min(1).max(8192)).min(1).max(8),
    down_block_types: z.array(z.literal("DownEncoderBlock2D")),
    up_block_types: z.array(z.literal("UpDecoderBlock2D")),
    layers_per_block: z.int().min(1).max(16).default(1),
    norm_num_groups: z.int().min(1).max(256).default(32),
    act_fn: z.literal("silu").default("silu"),
    scaling_factor: z.number().positive().default(0.18215),
    shift_factor: z.null().optional(),
    latents_mean: z.null().optional(),
    latents_std: z.null().optional(),
    mid_block_add_attention: z.boolean().default(true),
    use_quant_conv: z.boolean().default(true),
    use_post_quant_conv: z.boolean().default(true),
  })
  .refine(
    config => config.down_block_types.length === config.block_out_channels.length,
    refusal(note("model.other_length", { than: "block_out_channels" }), ["down_block_types"]),
  )
  .refine(
    config => config.up_block_types.length === config.block_out_channels.length,
    refusal(note("model.other_length", { than: "block_out_channels" }), ["up_block_types"]),
  )
export type VaeConfig = z.output<typeof vaeConfigSchema>

/** How many pixels one latent spans along each side: 8 in Stable Diffusion. */
export const pixelsPerLatent = (config: VaeConfig): number => 2 ** (config.block_out_channels.length - 1)

/** pixels [B, 3, 8h, 8w] in −1…1 → mean and logvar [B, c, h, w] of the latents, not yet times scaling_factor. */
export function vaeEncoder(weights: Weights, pixels: Value, config: VaeConfig) {
  const encoder = weights.at("encoder")
  const channels = config.block_out_channels
  const options = { groups: config.norm_num_groups, epsilon }

  let x = conv2d(encoder.at("conv_in"), pixels, channels[0]!)
  for (const [level, out] of channels.entries()) {
    const block = encoder.at(`down_blocks.${level}`)
    for (let i = 0; i < config.layers_per_block; i++) x = resnet(block.at(`resnets.${i}`), x, out, options)
    if (level < channels.length - 1) {
      x = conv2d(block.at("downsamplers.0.conv"), x, out, { stride: 2, padding: [0, 0, 1, 1] })
    }
  }
  x = middle(encoder.at("mid_block"), x, config)
  x = ops.silu(groupNorm(encoder.at("conv_norm_out"), x, config.norm_num_groups, epsilon))
  const moments = 2 * config.latent_channels
  x = conv2d(encoder.at("conv_out"), x, moments)
  if (config.use_quant_conv) x = conv2d(weights.at("quant_conv"), x, moments, { kernel: 1 })
  const [mean, logvar] = ops.split(x, 1, [config.latent_channels, config.latent_channels])
  return { mean: mean!, logvar: logvar! }
}

/** latents [B, c, h, w], already divided by scaling_factor → pixels [B, 3, 8h, 8w], about −1…1. */
export function vaeDecoder(weights: Weights, latents: Value, config: VaeConfig) {
  const decoder = weights.at("decoder")
  const channels = config.block_out_channels.toReversed()
  const options = { groups: config.norm_num_groups, epsilon }

  let x = latents
  if (config.use_post_quant_conv) {
    x = conv2d(weights.at("post_quant_conv"), x, config.latent_channels, { kernel: 1 })
  }
  x = conv2d(decoder.at("conv_in"), x, channels[0]!)
  x = middle(decoder.at("mid_block"), x, config)
  for (const [level, out] of channels.entries()) {
    const block = decoder.at(`up_blocks.${level}`)
    for (let i = 0; i <= config.layers_per_block; i++) x = resnet(block.at(`resnets.${i}`), x, out, options)
    if (level < channels.length - 1) x = conv2d(block.at("upsamplers.0.conv"), ops.upsampleNearest(x, 2), out)
  }
  x = ops.silu(groupNorm(decoder.at("conv_norm_out"), x, config.norm_num_groups, epsilon))
  return { pixels: conv2d(decoder.at("conv_out"), x, config.out_channels) }
}

function middle(weights: Weights, x: Value, config: VaeConfig): Value {
  const channels = x.shape[1]!
  const options = { groups: config.norm_num_groups, epsilon }
  x = resnet(weights.at("resnets.0"), x, channels, options)
  if (config.mid_block_add_attention)
    x = pictureAttention(weights.at("attentions.0"), x, config.norm_num_groups)
  return resnet(weights.at("resnets.1"), x, channels, options)
}

/** Every place of the picture attends to every other, with one head. */
function pictureAttention(weights: Weights, x: Value, groups: number): Value {
  const [, channels, height, width] = x.shape as [number, number, number, number]
  const tokens = toTokens(groupNorm(weights.at("group_norm"), x, groups, epsilon))
  const [q, k, v] = ["to_q", "to_k", "to_v"].map(name => linear(weights.at(name), tokens, channels))
  const mixed = linear(weights.at("to_out.0"), ops.attention(q!, k!, v!, { heads: 1 }), channels)
  return ops.add(x, toPicture(mixed, height, width))
}
