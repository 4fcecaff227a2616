/** config.json of ControlNetModel. */
import { z } from "zod"
import { note } from "../contract/codes/index.ts"
import { StudioError } from "../contract/errors.ts"
import {
  checkEncoder,
  complainTo,
  encoderFields,
  hintUnshuffle,
  planEncoder,
  type UnetConfig,
} from "./unet-config.ts"

/** Channels inside the part that reads the hint; each but the last ends at half the size. */
const hintSizes = Math.log2(hintUnshuffle) + 1

export const controlNetConfigSchema = z
  .object({
    ...encoderFields,
    in_channels: z.int().min(1).max(64).default(4),
    conditioning_channels: z.literal(3).default(3),
    conditioning_embedding_out_channels: z
      .array(z.int().min(1).max(1024))
      .length(hintSizes)
      .default([16, 32, 96, 256]),
    controlnet_conditioning_channel_order: z.enum(["rgb", "bgr"]).default("rgb"),
    global_pool_conditions: z.literal(false).nullish(),
  })
  .superRefine((config, context) => checkEncoder(config, complainTo(context)))
export type ControlNetConfig = z.output<typeof controlNetConfigSchema>

/**
 * Throws pack.wrong_controlnet unless the ControlNet's outputs fit the U-Net's skips.
 *
 * @param file the ControlNet's config.json
 */
export function checkControlNet(file: string, config: ControlNetConfig, unet: UnetConfig): void {
  const { down } = planEncoder(config)
  const { down: unetDown } = planEncoder(unet)
  const facts: [key: string, found: string, wanted: string][] = [
    ["block_out_channels", String(config.block_out_channels), String(unet.block_out_channels)],
    ["cross_attention_dim", String(config.cross_attention_dim), String(unet.cross_attention_dim)],
    [
      "layers_per_block",
      String(down.map(block => block.layers)),
      String(unetDown.map(block => block.layers)),
    ],
    ["in_channels", String(config.in_channels), String(unet.out_channels)],
  ]
  const wrong = facts.find(([, found, wanted]) => found !== wanted)
  if (!wrong) return
  const [key, found, wanted] = wrong
  throw new StudioError("pack.wrong_controlnet", { file, key, found, wanted, why: reasonFor(config, unet) })
}

const reasonFor = (config: ControlNetConfig, unet: UnetConfig) =>
  config.cross_attention_dim === unet.cross_attention_dim
    ? note("pack.other_width", {})
    : note("pack.other_model", {})
