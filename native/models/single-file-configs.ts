/**
 * The configs that a single-file checkpoint leaves out. The family (SD 1.x or 2.x) shows in the width of the text
 * states that the U-Net reads, and what it fills in or not in its input channels. The rest is the same for all models of a
 * family, except what the caller passes in.
 */
import { note } from "../contract/codes/index.ts"
import { StudioError } from "../contract/errors.ts"
import type { Note } from "../contract/note.ts"
import { ldmControlNet } from "../weights/keymaps/ldm.ts"
import { emaName, holdsOnlyEma } from "../weights/keymaps/ldm-ema.ts"
import { openSafetensors, type SafetensorsFile } from "../weights/safetensors.ts"

export type Prediction = "epsilon" | "v_prediction"

const attentionLevels = ["CrossAttn", "CrossAttn", "CrossAttn", ""]

/** The way down and the middle, which a ControlNet has, too. */
const encoderConfig = (contextWidth: number, linear: boolean, heads: number | number[]) => ({
  block_out_channels: [320, 640, 1280, 1280],
  down_block_types: attentionLevels.map(kind => `${kind}DownBlock2D`),
  layers_per_block: 2,
  cross_attention_dim: contextWidth,
  attention_head_dim: heads,
  use_linear_projection: linear,
  norm_num_groups: 32,
})

const unetConfig = {
  _class_name: "UNet2DConditionModel",
  sample_size: 64,
  out_channels: 4,
  up_block_types: attentionLevels.map(kind => `${kind}UpBlock2D`).reverse(),
}

const controlNetConfig = {
  _class_name: "ControlNetModel",
  conditioning_channels: 3,
  conditioning_embedding_out_channels: [16, 32, 96, 256],
  controlnet_conditioning_channel_order: "rgb",
}

const vaeConfig = {
  _class_name: "AutoencoderKL",
  block_out_channels: [128, 256, 512, 512],
  down_block_types: new Array(4).fill("DownEncoderBlock2D"),
  up_block_types: new Array(4).fill("UpDecoderBlock2D"),
  layers_per_block: 2,
  latent_channels: 4,
  norm_num_groups: 32,
  scaling_factor: 0.18215,
}

const families = [
  {
    contextWidth: 768,
    encoder: encoderConfig(768, false, 8),
    text_encoder: {
      architectures: ["CLIPTextModel"],
      vocab_size: 49408,
      hidden_size: 768,
      intermediate_size: 3072,
      num_hidden_layers: 12,
      num_attention_heads: 12,
      projection_dim: 768,
      hidden_act: "quick_gelu",
      eos_token_id: 2,
    },
    prediction: "epsilon" as Prediction | undefined,
  },
  {
    contextWidth: 1024,
    encoder: encoderConfig(1024, true, [5, 10, 20, 20]),
    text_encoder: {
      architectures: ["CLIPTextModel"],
      vocab_size: 49408,
      hidden_size: 1024,
      intermediate_size: 4096,
      num_hidden_layers: 23,
      num_attention_heads: 16,
      projection_dim: 512,
      hidden_act: "gelu",
      eos_token_id: 2,
    },
    /** 2.x exists with both. */
    prediction: undefined,
  },
]

const firstTensor = "input_blocks.0.0.weight"
const contextTensor = "input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight"

const unsupported = (file: string, key: string, value: string, problem: Note) =>
  new StudioError("model.unsupported_config", { file, key, value, problem })

/** Where the U-Net is there as moving averages alone, these under the names of what they are averages of. */
function withPlainNames(file: SafetensorsFile): SafetensorsFile {
  const { tensors } = file
  if (!holdsOnlyEma(tensors.keys())) return file
  return { ...file, tensors: new Map([...tensors].map(([name, ref]) => [emaName(name) ?? name, ref])) }
}

/** What the tensors below `prefix` tell. @throws StudioError pack.missing_tensor, model.unsupported_config */
function familyOf(file: string, { tensors }: SafetensorsFile, prefix: string) {
  const shapeOf = (tensor: string) => {
    const name = `${prefix}${tensor}`
    const shape = tensors.get(name)?.shape
    if (shape) return shape
    throw new StudioError("pack.missing_tensor", { name, expected: null, files: [file] })
  }
  const context = shapeOf(contextTensor)
  const family = families.find(({ contextWidth }) => contextWidth === context[1])
  if (!family)
    throw unsupported(file, `${prefix}${contextTensor}`, `[${context}]`, note("model.other_family", {}))
  return { family, in_channels: shapeOf(firstTensor)[1]! }
}

/** config.json for a ControlNet under its authors' names; undefined for a file under other names. */
export async function controlNetConfigOf(file: string) {
  const opened = await openSafetensors(file)
  const found = ldmControlNet(opened.tensors.keys())
  if (!found) return undefined
  const { family, in_channels } = familyOf(file, opened, found.prefix)
  return { ...controlNetConfig, ...family.encoder, in_channels }
}

/** What a file says of how its model predicts: tensors without content, or the metadata that model cards are made from. */
function toldBy({ tensors, metadata }: SafetensorsFile): { prediction?: Prediction; isZeroSnr: boolean } {
  const said = metadata["modelspec.prediction_type"]
  const isV = tensors.has("v_pred") || said === "v" || said === "v_prediction"
  const isEpsilon = said === "epsilon" || said === "eps"
  return {
    ...(isV ? { prediction: "v_prediction" as const } : isEpsilon && { prediction: "epsilon" as const }),
    isZeroSnr: tensors.has("ztsnr"),
  }
}

/**
 * config.json of unet, vae and text_encoder, and scheduler_config.json, for the single-file checkpoint `file`.
 *
 * @param asked stands above what the file says
 */
export async function singleFileConfigs(file: string, asked: Prediction | undefined) {
  const opened = await openSafetensors(file)
  const { family, in_channels } = familyOf(file, withPlainNames(opened), "model.diffusion_model.")
  const { prediction, isZeroSnr } = toldBy(opened)
  const chosen = asked ?? prediction ?? family.prediction
  if (!chosen) {
    const problem = note("model.say_prediction", { choices: ["epsilon", "v_prediction"] })
    throw unsupported(file, "prediction", "not given", problem)
  }
  return {
    unet: { ...unetConfig, ...family.encoder, in_channels },
    vae: vaeConfig,
    text_encoder: family.text_encoder,
    scheduler: {
      _class_name: "DDIMScheduler",
      num_train_timesteps: 1000,
      beta_start: 0.00085,
      beta_end: 0.012,
      beta_schedule: "scaled_linear",
      clip_sample: false,
      set_alpha_to_one: false,
      steps_offset: 1,
      prediction_type: chosen,
      // The first step of other spacings would start below the noise that it is given (Lin et al. 2024).
      ...(isZeroSnr && { rescale_betas_zero_snr: true, timestep_spacing: "trailing" }),
    },
  }
}
