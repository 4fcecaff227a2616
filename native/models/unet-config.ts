/** config.json of UNet2DConditionModel, and the plan of blocks that it describes. */
import { z } from "zod"
import { note } from "../contract/codes/index.ts"
import { refusal } from "../contract/issue.ts"
import type { Note } from "../contract/note.ts"
import type { CrossAttentionLayer } from "./cross-attention.ts"

const downBlock = z.enum(["CrossAttnDownBlock2D", "DownBlock2D"])
const upBlock = z.enum(["CrossAttnUpBlock2D", "UpBlock2D"])
const count = z.int().min(1).max(128)
const perBlock = z.union([count, z.array(count)])
const latentSide = z.int().min(1).max(1024)
const none = z.null().optional()
const off = z.literal(false).nullish()

/** Side in pixels of the squares that a hint is pixel-unshuffled by: one a latent. */
export const hintUnshuffle = 8

/** Configs of Stable Diffusion XL name their further conditions here. */
const noFurtherConditions = z
  .unknown()
  .refine(value => value === null, refusal(note("model.further_conditions", {})))
  .optional()

/** What a U-Net and a ControlNet have in common: the way down and the middle. Other families' options must be off. */
export const encoderFields = {
  addition_embed_type: noFurtherConditions,
  block_out_channels: z.array(z.int().min(1).max(8192)).min(1).max(8),
  down_block_types: z.array(downBlock),
  mid_block_type: z.literal("UNetMidBlock2DCrossAttn").default("UNetMidBlock2DCrossAttn"),
  layers_per_block: perBlock.default(2),
  transformer_layers_per_block: perBlock.default(1),
  cross_attention_dim: z.int().min(1).max(8192),
  /** In spite of its name the number of heads, in every model of this family. */
  attention_head_dim: perBlock.default(8),
  num_attention_heads: perBlock.nullish(),
  use_linear_projection: z.boolean().default(false),
  norm_num_groups: z.int().min(1).max(256).default(32),
  norm_eps: z.number().positive().default(1e-5),
  flip_sin_to_cos: z.boolean().default(true),
  freq_shift: z.number().default(0),

  act_fn: z.literal("silu").default("silu"),
  downsample_padding: z.literal(1).default(1),
  mid_block_scale_factor: z.literal(1).default(1),
  resnet_time_scale_shift: z.literal("default").default("default"),
  only_cross_attention: off,
  class_embed_type: none,
  num_class_embeds: none,
  encoder_hid_dim: none,
  encoder_hid_dim_type: none,
}
const encoderSchema = z.object(encoderFields)
export type EncoderConfig = z.output<typeof encoderSchema>

type Complain = (key: string, problem: Note) => void
export const complainTo =
  (context: {
    addIssue: (issue: { code: "custom"; params: { note: Note }; path: PropertyKey[] }) => void
  }): Complain =>
  (key, problem) =>
    context.addIssue({ code: "custom", ...refusal(problem, [key]) })

/** What the schema of each field alone can't say. */
export function checkEncoder(config: EncoderConfig, complain: Complain): void {
  const blocks = config.block_out_channels.length
  if (config.down_block_types.length !== blocks)
    complain("down_block_types", note("model.blocks", { blocks }))
  for (const key of [
    "layers_per_block",
    "transformer_layers_per_block",
    "attention_head_dim",
    "num_attention_heads",
  ] as const) {
    const value = config[key]
    if (Array.isArray(value) && value.length !== blocks) complain(key, note("model.blocks", { blocks }))
  }
  const [first] = config.block_out_channels
  if (first! % 2 !== 0) complain("block_out_channels", note("model.odd_first", {}))
  if (config.freq_shift >= first! / 2) complain("freq_shift", note("model.freq_shift", {}))
}

/** The Stable Diffusion 1.x and 2.x family. Options of other families are only understood when they are off. */
export const unetConfigSchema = z
  .object({
    ...encoderFields,
    /** Side of the latents that it was trained on, or their height and width. */
    sample_size: z.union([latentSide, z.tuple([latentSide, latentSide])]).nullish(),
    /** Those of the latents, and of a hint behind them where the U-Net reads one. */
    in_channels: z
      .int()
      .min(1)
      .max(64 + hintUnshuffle ** 2)
      .default(4),
    out_channels: z.int().min(1).max(64).default(4),
    up_block_types: z.array(upBlock),

    resnet_out_scale_factor: z.literal(1).default(1),
    resnet_skip_time_act: off,
    time_embedding_type: z.literal("positional").default("positional"),
    attention_type: z.literal("default").default("default"),
    conv_in_kernel: z.literal(3).default(3),
    conv_out_kernel: z.literal(3).default(3),
    center_input_sample: off,
    mid_block_only_cross_attention: off,
    dual_cross_attention: off,
    class_embeddings_concat: off,
    /** Of a latent consistency model: width of the embedding of guidance that it reads. */
    time_cond_proj_dim: z.int().min(4).max(8192).nullish(),
    time_embedding_dim: none,
    time_embedding_act_fn: none,
    timestep_post_act: none,
    cross_attention_norm: none,
    reverse_transformer_layers_per_block: none,
  })
  .superRefine((config, context) => {
    const complain = complainTo(context)
    checkEncoder(config, complain)
    const blocks = config.block_out_channels.length
    if (config.up_block_types.length !== blocks) complain("up_block_types", note("model.blocks", { blocks }))
    const extra = hintChannels(config)
    if (extra < 0) complain("out_channels", note("model.variance", {}))
    else if (!isInpainting(config) && ![0, hintUnshuffle ** 2].includes(extra))
      complain("in_channels", note("model.extra_channels", {}))
  })
export type UnetConfig = z.output<typeof unetConfigSchema>

type Channels = Pick<UnetConfig, "in_channels" | "out_channels">

/**
 * Whether the U-Net fills in a part of a picture, as Stable Diffusion's inpainting models do: it reads latents, a mask, and
 * the latents of the picture without that part, 2c + 1 channels.
 */
export const isInpainting = ({ in_channels, out_channels }: Channels): boolean =>
  in_channels === 2 * out_channels + 1

/** Channels of the U-Net's `sample`: those of latents, and in one that fills in what belongs to that. */
export const sampleChannels = (config: Channels): number =>
  isInpainting(config) ? config.in_channels : config.out_channels

/** How many of the U-Net's input channels read a hint of structure: 64, or 0 in one that knows none. */
export const hintChannels = (config: Channels): number => config.in_channels - sampleChannels(config)

/** One level of the U-Net. */
export interface BlockPlan {
  /** Scope in the checkpoint, e.g. `down_blocks.1`. */
  readonly path: string
  readonly channels: number
  readonly layers: number
  /** Absent: a block without attention. */
  readonly attention?: { readonly heads: number; readonly depth: number }
}

/** The way down and the middle. */
export interface EncoderPlan {
  readonly down: readonly BlockPlan[]
  readonly middle: BlockPlan
}

export interface UnetPlan extends EncoderPlan {
  readonly up: readonly BlockPlan[]
}

export function planEncoder(config: EncoderConfig): EncoderPlan {
  const last = config.block_out_channels.length - 1
  return {
    down: config.down_block_types.map((type, i) =>
      planBlock(config, `down_blocks.${i}`, i, { attends: type === "CrossAttnDownBlock2D" }),
    ),
    middle: planBlock(config, "mid_block", last, { attends: true }),
  }
}

export function planUnet(config: UnetConfig): UnetPlan {
  const last = config.block_out_channels.length - 1
  return {
    ...planEncoder(config),
    up: config.up_block_types.map((type, i) =>
      planBlock(config, `up_blocks.${i}`, last - i, {
        attends: type === "CrossAttnUpBlock2D",
        moreLayers: 1,
      }),
    ),
  }
}

function planBlock(
  config: EncoderConfig,
  path: string,
  level: number,
  { attends, moreLayers = 0 }: { attends: boolean; moreLayers?: number },
): BlockPlan {
  const at = (value: number | readonly number[]) => (typeof value === "number" ? value : value[level]!)
  const heads = config.num_attention_heads ?? config.attention_head_dim
  return {
    path,
    channels: config.block_out_channels[level]!,
    layers: at(config.layers_per_block) + moreLayers,
    ...(attends && { attention: { heads: at(heads), depth: at(config.transformer_layers_per_block) } }),
  }
}

/** Every cross-attention layer, in the order in which IP-Adapter counts them: down blocks, up blocks, mid block. */
export function crossAttentionLayers(config: UnetConfig): CrossAttentionLayer[] {
  const { down, middle, up } = planUnet(config)
  return attentionPlaces([...down, ...up, { ...middle, layers: 1 }]).map((layer, index) => ({
    ...layer,
    adapterIndex: 2 * index + 1,
  }))
}

/** Path and channels of every cross-attention layer on the way down and in the middle. */
export function encoderAttention(config: EncoderConfig): AttentionPlace[] {
  const { down, middle } = planEncoder(config)
  return attentionPlaces([...down, { ...middle, layers: 1 }])
}

type AttentionPlace = Pick<CrossAttentionLayer, "path" | "channels">

const attentionPlaces = (blocks: readonly BlockPlan[]): AttentionPlace[] =>
  blocks.flatMap(({ path, channels, layers, attention }) =>
    Array.from({ length: attention ? layers * attention.depth : 0 }, (_, i) => {
      const depth = attention!.depth
      const place = `attentions.${Math.floor(i / depth)}.transformer_blocks.${i % depth}.attn2`
      return { path: `${path}.${place}`, channels }
    }),
  )
