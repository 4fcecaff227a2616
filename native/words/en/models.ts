import type { models as codes } from "../../contract/codes/models.ts"
import type { WordsOf } from "../words-of.ts"

const part =
  "{component, select, scheduler {noise schedule} tokenizer {tokenizer} text_encoder {text encoder} unet {U-Net} vae {VAE} image_encoder {image encoder} ip_adapter {IP-Adapter} clip_text {clip_text that matches its image_encoder} interest {interest attention} foreground {foreground network} controlnet {ControlNet} few_steps {LoRA for few steps} vae_tiny {tiny decoder} upscaler {upscaler} other {}}"

const purpose =
  "{component, select, scheduler {the noise schedule} tokenizer {splitting texts into tokens} text_encoder {reading texts} unet {drawing} vae {turning latents into pixels} image_encoder {reading pictures and finding similar items} ip_adapter {following the item’s own picture} clip_text {comparing texts with pictures (tags, search by words, CLIP score)} interest {λ2, which follows what similar items look like} foreground {cutting the subject out of its background} controlnet {structure, which keeps the item’s outlines} few_steps {previews in four steps} vae_tiny {decoding previews quickly} upscaler {enlarging pictures} other {}}"

export const models: WordsOf<typeof codes> = {
  pack: {
    missing_tensor: {
      message:
        "The tensor {name} is missing from {files}{expected, select, none {} other {; its shape should be {expected}}}.",
      next: "The weights belong to another model than config.json, or the download is incomplete.",
    },
    wrong_shape: {
      message: "The tensor {name} should have the shape {expected}, but has {found} in {files}.",
      next: "The weights belong to another model than config.json. Use files that were made for one another.",
    },
    missing_file: {
      message: "The model pack has no file {file}.",
      next: "Check that the folder is a complete model pack. `iamg pack info` lists what each part needs.",
    },
    bad_json: {
      message: "{file} can't be read as JSON: {problem}.",
      next: "The file is damaged, or it is not what its name says. Copy it again from where the pack came from.",
    },
    changed_file: {
      message: "{file} has {found, number} bytes; pack.json says {expected, number}.",
      next: "The copy was cut short or the file was replaced. Copy the pack again.",
    },
    no_component: {
      message: "The pack {pack} can't be used for {component}: {why}.",
      next: "Use a pack that has this part, or add it with `iamg pack add`.",
    },
    unused_tensors: {
      message:
        "{file} holds {count, plural, one {# tensor} other {# tensors}} that the model has no place for, such as {names}.",
      next: "The file and its config.json belong to different models. Use the config.json that came with the file.",
    },
    unknown_adapter: {
      message: "{file} is an adapter of another kind ({kind}). This program reads plain IP-Adapter files.",
      next: "Use the plain IP-Adapter of the same model, for example ip-adapter_sd15.safetensors.",
    },
    mismatch: {
      message: "The parts of the pack don't fit together: {problem}.",
      next: "Use parts that were made for one another: one base model, its IP-Adapter, and the image encoder of that adapter.",
    },
    wrong_foreground: {
      message:
        "The foreground network {file} computes {found}, and not a mask from a picture of {size, number, ::group-off}×{size, number, ::group-off} pixels.",
      next: "Use an export of IS-Net, or give the network's own size, mean and std as `foreground` in pack.json.",
    },
    wrong_controlnet: {
      message:
        "The ControlNet {file} doesn't fit the pack's U-Net: its {key} is {found}, and the U-Net's is {wanted} ({why}).",
      next: "Use a ControlNet that was made for this base model. Those for Stable Diffusion 1.5 often have sd15 in their name.",
    },
    exists: { message: "There is already something in {dir}.", next: "Name a new folder for the pack." },
    unknown_id: {
      message: "There is no pack {pack} on the list.",
      next: "Choose another pack in Settings, or add its folder again.",
    },
    shipped: {
      message: "The starter pack belongs to the program and can't be removed.",
      next: "Leave it on the list and use another pack.",
    },
    feature_off: `Not available: ${purpose} ({why}).`,
    lacks:
      "the pack has no {component, select, interest {interest attention; fine-tune to make one} foreground {foreground network, so pictures are used whole} controlnet {ControlNet; add one with `iamg pack add --controlnet edges=DIR`} image_encoder {image encoder, and without one it can’t find similar items; add one with `iamg pack add --image-encoder`} other {" +
      part +
      "}}",
    no_path: "there is no {path}",
    several_weights: "{path} holds several weights files: {names}",
    unsafe_weights: "{name} is not safetensors; other formats can run code and are not read",
    no_weights: "{path} holds no weights file",
    single_file_tokenizer:
      "a single-file checkpoint has no tokenizer; give the tokenizer folder of the same model",
    nothing_to_keep_by: "the pack can neither find a picture’s subject nor follow its outlines",
    no_interest_or_adapter: "the pack has no interest attention, and no adapter that has one is chosen",
    token_width: "the IP-Adapter makes tokens of {adapter} numbers, and the U-Net reads {unet}",
    clip_width: "clip_text gives {clip} numbers, and image_encoder gives {image}",
    width: "{part} has {size} numbers, and {other} has {otherSize}",
    damaged_file: {
      message: "{file} is not the file that pack.json describes: its bytes have changed.",
      next: "The copy is damaged or the file was replaced. Copy the pack again.",
    },
    structure_no_room:
      "pack.json names a structure, but the U-Net’s in_channels ({channels}) leave no room for it",
    structure_unnamed:
      "the U-Net has {channels} in_channels for a structure, but pack.json does not name one",
    split_weights: {
      message:
        "The weights of {component} are saved in several parts, and not all of them are there: {files}.",
      next: "Get all files with “-of-” in their names, and the file that ends in .index.json, into one folder.",
    },
    unknown_hint: "controlnet/{name} names no kind of hint; the kinds are {kinds}",
    tiny_scale:
      "the tiny decoder makes {scale, number} pixels of a latent, and the VAE makes {wanted, number}",
    hint_twice: "its U-Net reads {kind} itself, and controlnet/{kind} reads them too",
    other_width: "it is of another width",
    other_model: "it was made for another model, such as Stable Diffusion 2 or XL",
    no_network: "config.json and {files} make no network ({reason})",
    token_ids: "the tokenizer gives ids up to {largest}, and {component} knows those below {known}",
    end_token: "the tokenizer ends a text with the id {end}, and {component} looks for {wanted}",
  },
  model: {
    unsupported_config: {
      message: "{file} asks for something that this program can't do: {key} is {value} ({problem}).",
      next: "Use a model of the Stable Diffusion 1.x or 2.x family with a plain IP-Adapter.",
    },
    bad_input: {
      message: "The input {input} of {component} can't be used: {problem}.",
      next: "Give each input under its name, with the shape and type that the component asks for.",
    },
    other_family: "no Stable Diffusion 1.x or 2.x model has this shape",
    say_prediction: "say which one this model has: {choices}",
    encoder_size: "the encoder reads {side} pixels",
    no_token: "the vocabulary has no such token",
    blocks: "block_out_channels describes {blocks, plural, one {# block} other {# blocks}}",
    extra_channels:
      "models with such input channels are not supported: those of latents, of inpainting (2c + 1) and of structure (c + 64) are",
    no_multiple: "{of} is not a multiple of it",
    other_length: "{than} has another length",
    missing: "it is missing",
    too_many_steps: "steps: {steps} is too many for a model that was trained on {timesteps} timesteps",
    no_such_input: "there is no such input; the component takes {inputs}",
    missing_input: "it is missing; {wanted} is needed",
    wrong_input: "it is {found}, not {wanted}",
    wrong_size: "it is {found}, not {wanted} ({size} is {expected})",
    no_multiple_size: "it is {found}; its last two sizes must be multiples of {of}",
    small_picture: "it has {found} pixels, and each side needs at least {least}",
    other_size: "it has {found} pixels, and the first picture has {first}",
    not_finite: {
      message: "The network {network} gave numbers that are not finite (NaN or infinity).",
      next: "Try another device. If it happens on `cpu` too, the weights are damaged: `iamg pack info --verify` tells which file.",
    },
    not_finite_step: {
      message:
        "The network {network} gave numbers that are not finite (NaN or infinity) at step {step} of {steps}.",
      next: "Try another device. If it happens on `cpu` too, the weights are damaged: `iamg pack info --verify` tells which file.",
    },
    further_conditions: "Stable Diffusion XL and other families read more than the text",
    variance: "models that also predict a variance are not supported",
    odd_first: "the first must be even, because half of it are sines of the timestep",
    other_schedule:
      "such schedulers are for models of another kind (flow matching, EDM, tokens and the like)",
    no_signal: "a model that predicts noise can’t draw where no signal is left",
    freq_shift: "it must be less than half of the first of block_out_channels",
  },
  lora: {
    unreadable: {
      message: "{file} can't be used as a LoRA: {problem}.",
      next: "Use a LoRA for Stable Diffusion 1.x or 2.x as a safetensors file. Other formats can run code and are not read.",
    },
    misfit: {
      message:
        "The LoRA “{lora}” doesn't fit the pack “{pack}”: {count, plural, one {# key has} other {# keys have}} no place, such as {keys} ({why}).",
      next: "Use a LoRA that was made for this base model. `iamg loras check` lists every key.",
    },
    unknown: {
      message: "There is no LoRA “{lora}” in this workspace.",
      next: "{near, select, none {Add it with `iamg loras add FILE`; `iamg loras` lists those that are there.} other {Did you mean {near}?}}",
    },
    taken: {
      message: "There is a LoRA “{lora}” already.",
      next: "Choose another name (--name), or replace it (--replace).",
    },
    changed: {
      message: "The weights of the LoRA “{lora}” are not those that were added: the file has changed.",
      next: "Remove it and add it again from where it came.",
    },
    bad_name: {
      message: "“{name}” can't be the name of a LoRA.",
      next: "Use letters, digits, points, dashes and underscores, beginning with a letter or a digit, 100 at most.",
    },
    many_tensors: "it holds more than {most, number} tensors",
    none_in_file: "it holds no LoRA",
    bad_alpha: "{key} is not one number",
    bad_metadata: "what it says about itself can’t be read",
    twice: "the file names this layer twice",
    other_kind: "it is of another kind ({kind})",
    unknown_name: "the name is not that of a LoRA’s tensor",
    no_layer: "the {network, select, unet {U-Net} text_encoder {text encoder} other {}} has no such layer",
    no_pair: "its {part} half is missing",
    other_type: "its numbers are of the type {dtype}",
    wrong_shape: "it has the shape {found} where {expected} fits",
  },
  upscaler: {
    unreadable: {
      message: "{file} can't be used as an upscaler: {problem}.",
      next: "Use an ESRGAN, Real-ESRGAN or Real-ESRGAN compact network for 2× or 4×, as a safetensors or ONNX file. Files of other formats (.pth) can run code and are not read: convert them to safetensors.",
    },
    too_large: {
      message:
        "The enlarged picture would have {width, number} × {height, number} pixels, and {most, number} a side are possible.",
      next: "Enlarge it fewer times.",
    },
    unknown: {
      message: "There is no upscaler “{upscaler}” in this workspace.",
      next: "{near, select, none {Add it with `iamg upscalers add FILE`; `iamg upscalers` lists those that are there.} other {Did you mean {near}?}}",
    },
    taken: {
      message: "There is an upscaler “{upscaler}” already.",
      next: "Choose another name (--name), or replace it (--replace).",
    },
    changed: {
      message:
        "The weights of the upscaler “{upscaler}” are not those that were added: the file has changed.",
      next: "Remove it and add it again from where it came.",
    },
    bad_name: {
      message: "“{name}” can't be the name of an upscaler.",
      next: "Use letters, digits, points, dashes and underscores, beginning with a letter or a digit, 100 at most. “pack” stands for the pack’s own upscaler.",
    },
    enlarged_already: {
      message: "This picture was enlarged already.",
      next: "Enlarge the one that it was made of.",
    },
    other_network: "its tensors are not those of a network that is known (RRDBNet or SRVGGNetCompact)",
    other_file: "it is neither a safetensors nor an ONNX file",
    other_ports: "it takes or gives something other than pictures of three colours ({found})",
    other_scale: "it makes pictures {scale} times larger, and 2 or 4 is possible",
    no_colours: "it reads {channels, number} channels, not three colours",
    strange_tensor: "it holds a tensor that no such network has: {name}",
    not_finite: "what it makes of a picture isn’t finite",
  },
  image: {
    unreadable: {
      message: "The picture {image} can't be read: {reason}.",
      next: "Save it again as PNG, JPEG or WebP and try once more.",
    },
  },
}
