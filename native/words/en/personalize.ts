import type { personalize as codes } from "../../contract/codes/personalize.ts"
import type { WordsOf } from "../words-of.ts"

export const personalize: WordsOf<typeof codes> = {
  item: {
    untagged: {
      message: 'The item "{item}" has no tags yet.',
      next: "Tag the catalog (iamg tag), then try again.",
    },
    far_from_pack:
      "The catalog’s pictures are far from what the pack “{pack}” was trained on ({far} of {looked} that were looked at), so its tags and images will mean little. Use another pack, such as Stable Diffusion 1.5: get it in Settings → Models, or with `iamg models get sd15`.",
  },
  recipe: {
    other_pack: {
      message:
        'The recipe was made with the pack "{wanted}", and the pack in use is "{found}" or another version of it.',
      next: 'Open the pack "{wanted}" that made it (--pack).',
    },
    other_adapter: {
      message:
        "The recipe was made {wanted, select, none {without an adapter} other {with the adapter “{wanted}”}}, and {found, select, none {no adapter} other {“{found}”}} is in use.",
      next: '{wanted, select, none {Leave the adapter out.} other {Choose the adapter "{wanted}" that made it (--adapter).}}',
    },
    no_lora: {
      message: "The recipe was made with the LoRA “{lora}”, which is not in this workspace.",
      next: "Add the same file with `iamg loras add`.",
    },
    item_changed: {
      message: 'The item "{item}" has another picture or text than when the recipe was made.',
      next: "Personalise the item anew: the same pixels can't be made from what it is now.",
    },
    neighbour_changed: {
      message: 'The {what} of the neighbour "{id}" has changed since the recipe was made.',
      next: "Personalise the item anew: the same pixels can't be made from what the catalog is now.",
    },
    none: {
      message: "{file} holds no recipe.",
      next: "Choose an image or recipe.json that this program made; public copies leave the recipe out.",
    },
    invalid: {
      message: "The recipe in {file} can't be used: {problem}.",
      next: "It was changed or damaged; use another copy of the image.",
    },
    too_large: {
      message: "The recipe of {file} is too large: at most {limit} fit.",
      next: "Use fewer exclusions or a shorter text, or PNG instead of JPEG; don't trust such a file from elsewhere.",
    },
    other_device: "The recipe was made on {made}, and this is {used}: pixels may differ slightly.",
    other_precision:
      "The recipe was made in {made}, and this computes in {used}: pixels may differ slightly.",
    other_version: "The recipe was made by version {made}, and this is {used}: pixels may differ.",
    no_item: "This workspace has no item {item}.",
    picture_changed: "The picture of {item} has changed since the image was made.",
    no_persona: "This workspace has no persona {persona}.",
    layout_gone: "This workspace has no layout “{layout}”, which lies over the image.",
    layout_changed: "The layout “{layout}” has changed since the file was made.",
    pack_differs: "The image was made with the pack “{made}”; “{used}” is in use.",
    lacks_lora: "This workspace has no LoRA “{lora}”, which the image was made with.",
    no_adapter: "This workspace has no adapter “{adapter}”, which the image was made with.",
    no_json: "it is not JSON",
    document_type: "its XMP declares a document type",
    broken_xmp: "its XMP is broken",
  },
  place: {
    out_of_frame: {
      message: 'The picture of "{item}" was moved out of the frame.',
      next: "Bring it back: choose a place nearer to 0 (--place-x, --place-y) or a larger scale (--place-scale).",
    },
    nothing_to_draw: {
      message: 'The whole picture of "{item}" is protected and fills the frame: nothing is left to draw.',
      next: "Make the picture smaller (--place-scale) or the frame of another shape (--size), or protect a mask instead.",
    },
    nothing_kept: {
      message: 'What is protected of "{item}" lies outside the frame.',
      next: "Move or scale the picture until the frame shows it, or protect something else.",
    },
  },
  settings: {
    invalid: {
      message: "Some settings can't be used: {problems}.",
      next: "Correct them and try again.",
    },
    no_interest: "λ2 is 0: the pack “{pack}” has no interest attention. Fine-tune to enable it.",
    no_structure:
      "Structure is 0: the pack “{pack}” can’t follow outlines. Add a ControlNet with `iamg pack add --controlnet edges=DIR`.",
    no_structure_kind:
      "Structure is 0: the pack “{pack}” has no ControlNet for {kind, select, edges {outlines} tile {the picture itself} depth {a depth map} sketch {a sketch} pose {a pose} other {a picture of your own}}, only for {kinds}.",
    place_unused:
      "The picture’s place has no effect: nothing of the picture is protected, and neither structure nor the start uses it.",
    hint_unused: "The picture for structure isn’t used while structure is 0.",
    no_structure_hint:
      "Structure is 0: {kind, select, edges {outlines} tile {the picture itself} depth {a depth map} sketch {a sketch} pose {a pose} other {a picture of your own}} can’t be made from the item’s picture. Give a picture of your own.",
    no_ip_adapter: "The image scale is 0: the pack “{pack}” has no IP-Adapter to follow the item’s picture.",
    avoid_cut:
      "The list of words to avoid is longer than the {limit} tokens that the model reads. Left out: {words}.",
    avoid_unused: "The words to avoid have no effect at a guidance of {guidance}: it must be above 1.",
    avoid_unread:
      "The words to avoid have no effect: the U-Net of the pack “{pack}” was made for few steps and doesn’t read them.",
    rescale_unread:
      "Guidance rescale is 0: the U-Net of the pack “{pack}” was made for few steps and takes guidance as it is.",
    interval_unread:
      "Guidance acts at all noise levels: the U-Net of the pack “{pack}” was made for few steps and reads guidance itself.",
    empty_interval: "guidance can't act from noise {low} up to {high}: the first must be the smaller one",
    lora_strength_unused: "The LoRA strength has no effect: no LoRA is chosen.",
    whole_pictures: "Pictures are used whole: the pack “{pack}” has no foreground network.",
  },
}
