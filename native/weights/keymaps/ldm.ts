/**
 * Single-file checkpoints of the latent-diffusion code base (`v1-5-pruned.safetensors` and the like): U-Net, VAE and
 * text encoder in one file, under their training names. One map a component; together they use every tensor once or
 * name it as ignored.
 */
import type { WeightRef } from "../../graph/graph.ts"
import { type KeyMap, renamed, rows } from "../checkpoint.ts"
import { emaName } from "./ldm-ema.ts"
import { asMatrix, type Rule, rename } from "./rules.ts"

/** Stable Diffusion 1.x and 2.x have four levels with two residual blocks each. */
const levels = 4
const layersPerBlock = 2

/** In the file, but no part of the model: moving averages beside what they are of, the training's schedule and losses. */
export const ldmIgnored: readonly RegExp[] = [
  /^model_ema\./,
  /^(betas|alphas_cumprod|alphas_cumprod_prev|logvar|lvlb_weights)$/,
  /^(sqrt|log|posterior)_/,
  /^first_stage_model\.loss\./,
  /^cond_stage_model\..*position_ids$/,
  /^cond_stage_model\..*(text_projection|logit_scale)$/,
  // SD 2.x reads OpenCLIP's states one block before the last.
  /^cond_stage_model\.model\.transformer\.resblocks\.23\./,
  // What training and merging programs leave behind; the last two say how the model predicts (single-file-configs.ts).
  /^embedding_manager\./,
  /^(v_pred|ztsnr)$/,
]

const prefixes = {
  unet: "model.diffusion_model.",
  vae: "first_stage_model.",
  text_encoder: "cond_stage_model.",
} as const
export type LdmComponent = keyof typeof prefixes

const residual: readonly Rule[] = [
  [/^in_layers\.0\./, "norm1."],
  [/^in_layers\.2\./, "conv1."],
  [/^emb_layers\.1\./, "time_emb_proj."],
  [/^out_layers\.0\./, "norm2."],
  [/^out_layers\.3\./, "conv2."],
  [/^skip_connection\./, "conv_shortcut."],
]

/** Blocks are numbered through: after conv_in, every level takes `layersPerBlock` + 1 numbers (the last for resampling). */
const stride = layersPerBlock + 1
const inputBlock = (number: string) => {
  const index = Number(number) - 1
  return { level: `down_blocks.${Math.floor(index / stride)}`, layer: index % stride }
}
const outputBlock = (number: string) => {
  const index = Number(number)
  return { level: `up_blocks.${Math.floor(index / stride)}`, layer: index % stride }
}

const unetRules: readonly Rule[] = [
  [/^time_embed\.0\./, "time_embedding.linear_1."],
  [/^time_embed\.2\./, "time_embedding.linear_2."],
  [/^input_blocks\.0\.0\./, "conv_in."],
  [/^out\.0\./, "conv_norm_out."],
  [/^out\.2\./, "conv_out."],
  [/^input_blocks\.(\d+)\.0\.op\.(.+)$/, (n, rest) => `${inputBlock(n!).level}.downsamplers.0.conv.${rest}`],
  [
    /^input_blocks\.(\d+)\.0\.(.+)$/,
    (n, rest) => `${inputBlock(n!).level}.resnets.${inputBlock(n!).layer}.${rename(rest!, residual)}`,
  ],
  [
    /^input_blocks\.(\d+)\.1\.(.+)$/,
    (n, rest) => `${inputBlock(n!).level}.attentions.${inputBlock(n!).layer}.${rest}`,
  ],
  [/^middle_block\.0\.(.+)$/, rest => `mid_block.resnets.0.${rename(rest!, residual)}`],
  [/^middle_block\.1\./, "mid_block.attentions.0."],
  [/^middle_block\.2\.(.+)$/, rest => `mid_block.resnets.1.${rename(rest!, residual)}`],
  [
    /^output_blocks\.(\d+)\.[12]\.conv\.(.+)$/,
    (n, rest) => `${outputBlock(n!).level}.upsamplers.0.conv.${rest}`,
  ],
  [
    /^output_blocks\.(\d+)\.0\.(.+)$/,
    (n, rest) => `${outputBlock(n!).level}.resnets.${outputBlock(n!).layer}.${rename(rest!, residual)}`,
  ],
  [
    /^output_blocks\.(\d+)\.1\.(.+)$/,
    (n, rest) => `${outputBlock(n!).level}.attentions.${outputBlock(n!).layer}.${rest}`,
  ],
]

const flatBlock =
  /^(input_blocks|output_blocks|middle_block|time_embed|out)[._](\d+)(?:[._](\d+))?(?:[._](.+))?$/
const flatResidual = /^(in_layers|emb_layers|out_layers)[._](\d)$/

/**
 * The path of a U-Net's layer under diffusers' name, with underscores for dots, where `layer` is a name of the latent-diffusion
 * code base, with dots or with underscores as kohya's scripts write them; any other as it is.
 */
export function ldmUnetLayer(layer: string): string {
  const [, block, ...numbersAndRest] = flatBlock.exec(layer) ?? []
  if (!block) return layer
  const [first, second, rest] = numbersAndRest
  const inner = rest?.replace(flatResidual, "$1.$2")
  const dotted = [block, first, second, inner].filter(part => part !== undefined).join(".")
  const renamed = rename(`${dotted}.weight`, unetRules)
  return renamed.replace(/\.weight$/, "").replaceAll(".", "_")
}

const vaeLayer: readonly Rule[] = [[/^nin_shortcut\./, "conv_shortcut."]]
const vaeAttention: readonly Rule[] = [
  [/^norm\./, "group_norm."],
  [/^([qkv])\./, "to_$1."],
  [/^proj_out\./, "to_out.0."],
]

const vaeRules: readonly Rule[] = [
  [
    /^encoder\.down\.(\d)\.block\.(\d)\.(.+)$/,
    (level, layer, rest) => `encoder.down_blocks.${level}.resnets.${layer}.${rename(rest!, vaeLayer)}`,
  ],
  [/^encoder\.down\.(\d)\.downsample\./, "encoder.down_blocks.$1.downsamplers.0."],
  [
    /^decoder\.up\.(\d)\.block\.(\d)\.(.+)$/,
    (level, layer, rest) =>
      `decoder.up_blocks.${levels - 1 - Number(level)}.resnets.${layer}.${rename(rest!, vaeLayer)}`,
  ],
  [
    /^decoder\.up\.(\d)\.upsample\.(.+)$/,
    (level, rest) => `decoder.up_blocks.${levels - 1 - Number(level)}.upsamplers.0.${rest}`,
  ],
  [
    /^(en|de)coder\.mid\.block_([12])\.(.+)$/,
    (side, block, rest) => `${side}coder.mid_block.resnets.${Number(block) - 1}.${rename(rest!, vaeLayer)}`,
  ],
  [
    /^(en|de)coder\.mid\.attn_1\.(.+)$/,
    (side, rest) => `${side}coder.mid_block.attentions.0.${rename(rest!, vaeAttention)}`,
  ],
  [/^(en|de)coder\.norm_out\./, "$1coder.conv_norm_out."],
]

/** SD 1.x: transformers' own names. SD 2.x: OpenCLIP's. */
const textRules: readonly Rule[] = [
  [/^transformer\.(?:text_model\.)?(embeddings|encoder|final_layer_norm)\./, "text_model.$1."],
  [/^model\.token_embedding\.weight$/, "text_model.embeddings.token_embedding.weight"],
  [/^model\.positional_embedding$/, "text_model.embeddings.position_embedding.weight"],
  [/^model\.ln_final\./, "text_model.final_layer_norm."],
  [
    /^model\.transformer\.resblocks\.(\d+)\.(.+)$/,
    (layer, rest) => `text_model.encoder.layers.${layer}.${rename(rest!, openClipLayer)}`,
  ],
]
const openClipLayer: readonly Rule[] = [
  [/^ln_1\./, "layer_norm1."],
  [/^ln_2\./, "layer_norm2."],
  [/^mlp\.c_fc\./, "mlp.fc1."],
  [/^mlp\.c_proj\./, "mlp.fc2."],
  [/^attn\.out_proj\./, "self_attn.out_proj."],
  [/^attn\.in_proj_(weight|bias)$/, "self_attn.in_proj.$1"],
]

const rulesOf = { unet: unetRules, vae: vaeRules, text_encoder: textRules } satisfies Record<
  LdmComponent,
  readonly Rule[]
>

/**
 * The tensors of one component of a single-file checkpoint, under diffusers' names. Unknown names stay as they are.
 *
 * @param onlyEma the file holds the U-Net as moving averages alone
 */
export const ldmKeyMap =
  (component: LdmComponent, onlyEma = false): KeyMap =>
  stored => {
    const averaged = onlyEma ? emaName(stored.name) : undefined
    const ref = averaged === undefined ? stored : renamed(stored, averaged)
    if (ldmIgnored.some(pattern => pattern.test(ref.name))) return []
    const owner = (Object.keys(prefixes) as LdmComponent[]).find(name => ref.name.startsWith(prefixes[name]))
    if (owner && owner !== component) return []
    if (!owner) return [ref]
    const mapped = renamed(ref, rename(ref.name.slice(prefixes[owner].length), rulesOf[owner]))
    if (component === "vae" && mapped.name.includes(".attentions.")) return [asMatrix(mapped)]
    if (mapped.name.includes(".self_attn.in_proj.")) return splitProjections(mapped)
    return [mapped]
  }

const controlPrefix = "control_model."

/** The hint's convolutions stand at every other place, with activations between them. */
const controlNetRules: readonly Rule[] = [
  [/^input_hint_block\.0\./, "controlnet_cond_embedding.conv_in."],
  [/^input_hint_block\.14\./, "controlnet_cond_embedding.conv_out."],
  [
    /^input_hint_block\.(\d+)\.(.+)$/,
    (n, rest) => `controlnet_cond_embedding.blocks.${Number(n) / 2 - 1}.${rest}`,
  ],
  [/^zero_convs\.(\d+)\.0\./, "controlnet_down_blocks.$1."],
  [/^middle_block_out\.0\./, "controlnet_mid_block."],
  ...unetRules,
]

/** Whether a file names a ControlNet's tensors as its authors' code does; `prefix` is what stands before each name. */
export function ldmControlNet(names: Iterable<string>): { prefix: string } | undefined {
  for (const name of names) {
    const match = /^(control_model\.|)input_hint_block\./.exec(name)
    if (match) return { prefix: match[1]! }
  }
  return undefined
}

/**
 * A ControlNet under diffusers' names, whether it is stored so or as its authors' code names it: alone, with or without its
 * prefix, or beside the whole model that it was trained with.
 */
export const controlNetKeyMap: KeyMap = ref => {
  if (ldmIgnored.some(pattern => pattern.test(ref.name))) return []
  if (Object.values(prefixes).some(prefix => ref.name.startsWith(prefix))) return []
  const name = ref.name.startsWith(controlPrefix) ? ref.name.slice(controlPrefix.length) : ref.name
  return [renamed(ref, rename(name, controlNetRules))]
}

/** OpenCLIP stores queries, keys and values as one matrix: a third of its rows each. */
function splitProjections(ref: WeightRef): WeightRef[] {
  const width = ref.shape[0]! / 3
  return (["q_proj", "k_proj", "v_proj"] as const).map((name, i) =>
    renamed(rows(ref, i * width, (i + 1) * width), ref.name.replace("in_proj", name)),
  )
}
