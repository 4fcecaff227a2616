/**
 * The configs that a single-file checkpoint leaves out. The family (SD 1.x or 2.x) shows in the width of the text
 * states that the U-Net reads. The rest is the same for all models of a family, except what the caller passes in.
 */
import { note } from "../contract/codes/index.ts"
import { StudioError } from "../contract/errors.ts"
import type { Note } from "../contract/note.ts"
import { openSafetensors } from "../weights/safetensors.ts"

export type Prediction = "epsilon" | "v_prediction"

const attentionLevels = ["CrossAttn", "CrossAttn", "CrossAttn", ""]

const unetConfig = (contextWidth: number, linear: boolean, heads: number | number[]) => ({
  _class_name: "UNet2DConditionModel",
  sample_size: 64,
  in_channels: 4,
  out_channels: 4,
  block_out_channels: [320, 640, 1280, 1280],
  down_block_types: attentionLevels.map(kind => `${kind}DownBlock2D`),
  up_block_types: attentionLevels.map(kind => `${kind}UpBlock2D`).reverse(),
  layers_per_block: 2,
  cross_attention_dim: contextWidth,
  attention_head_dim: heads,
  use_linear_projection: linear,
  norm_num_groups: 32,
})

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
    unet: unetConfig(768, false, 8),
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
    predictions: ["epsilon"] as readonly Prediction[],
  },
  {
    contextWidth: 1024,
    unet: unetConfig(1024, true, [5, 10, 20, 20]),
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
    /** 2.x exists with both, and the file doesn't say which. */
    predictions: ["epsilon", "v_prediction"] as readonly Prediction[],
  },
]

const contextTensor = "model.diffusion_model.input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight"

/** config.json of unet, vae and text_encoder, and scheduler_config.json, for the single-file checkpoint `file`. */
export async function singleFileConfigs(file: string, prediction: Prediction | undefined) {
  const shape = (await openSafetensors(file)).tensors.get(contextTensor)?.shape
  if (!shape)
    throw new StudioError("pack.missing_tensor", { name: contextTensor, expected: null, files: [file] })
  const family = families.find(({ contextWidth }) => contextWidth === shape[1])
  const unsupported = (key: string, value: string, problem: Note) =>
    new StudioError("model.unsupported_config", { file, key, value, problem })
  if (!family) throw unsupported(contextTensor, `[${shape}]`, note("model.other_family", {}))
  const chosen = prediction ?? (family.predictions.length === 1 ? family.predictions[0] : undefined)
  if (!chosen || !family.predictions.includes(chosen)) {
    const problem = note("model.say_prediction", { choices: family.predictions })
    throw unsupported("prediction", prediction ?? "not given", problem)
  }
  return {
    unet: family.unet,
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
    },
  }
}
