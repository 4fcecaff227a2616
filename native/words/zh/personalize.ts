import type { personalize as codes } from "../../contract/codes/personalize.ts"
import type { WordsOf } from "../words-of.ts"

export const personalize: WordsOf<typeof codes> = {
  item: {
    untagged: {
      message: "条目“{item}”还没有标签。",
      next: "请先为目录打标签，然后重试。",
    },
    far_from_pack:
      "目录的图片与模型包“{pack}”的训练内容相差很远（查看的 {looked} 张中有 {far} 张），因此其标签和图片意义不大。请使用其他模型包，例如 Stable Diffusion 1.5：请在“设置 → 模型”中获取，或用 `iamg models get sd15`。",
  },
  recipe: {
    other_pack: {
      message: "此配方由模型包“{wanted}”生成，而当前使用的是“{found}”或其另一版本。",
      next: "请打开生成它的模型包“{wanted}”（--pack）。",
    },
    other_adapter: {
      message:
        "此配方{wanted, select, none {没有使用适配器} other {由适配器“{wanted}”生成}}，而当前{found, select, none {没有使用适配器} other {使用“{found}”}}。",
      next: "{wanted, select, none {请不要使用适配器。} other {请选择生成它的适配器“{wanted}”（--adapter）。}}",
    },
    no_lora: {
      message: "该配方使用了 LoRA“{lora}”，但工作区中没有它。",
      next: "请用 `iamg loras add` 添加同一文件。",
    },
    item_changed: {
      message: "条目“{item}”的图片或文本与生成配方时不同。",
      next: "请重新个性化此条目：它现在的内容已无法生成相同的像素。",
    },
    neighbour_changed: {
      message: "生成配方之后，近邻“{id}”的{what, select, text {文本} other {图片}}已改变。",
      next: "请重新个性化此条目：目录现在的内容已无法生成相同的像素。",
    },
    none: {
      message: "{file} 中没有配方。",
      next: "请选择本程序生成的图片或 recipe.json；公开副本不含配方。",
    },
    invalid: {
      message: "无法使用 {file} 中的配方：{problem}。",
      next: "它已被更改或损坏，请使用该图片的其他副本。",
    },
    too_large: {
      message: "{file} 的配方太大：最多 {limit}。",
      next: "请减少排除项或缩短文本，或用 PNG 代替 JPEG；不要信任来自他处的此类文件。",
    },
    other_device: "此配方在 {made} 上生成，而现在使用 {used}：像素可能略有不同。",
    other_precision: "此配方以 {made} 精度生成，而现在以 {used} 计算：像素可能略有不同。",
    other_version: "此配方由版本 {made} 生成，而现在是 {used}：像素可能不同。",
    no_item: "此工作区没有条目 {item}。",
    picture_changed: "生成图片之后，{item} 的图片已改变。",
    no_persona: "此工作区没有画像 {persona}。",
    layout_gone: "此工作区没有该图片上的版式“{layout}”。",
    layout_changed: "生成文件之后，版式“{layout}”已改变。",
    pack_differs: "此图片由模型包“{made}”生成，而当前使用“{used}”。",
    lacks_lora: "工作区中没有制作该图像时所用的 LoRA“{lora}”。",
    no_adapter: "此工作区没有生成该图片所用的适配器“{adapter}”。",
    no_json: "它不是 JSON",
    document_type: "其 XMP 声明了文档类型",
    broken_xmp: "其 XMP 已损坏",
  },
  place: {
    out_of_frame: {
      message: "“{item}”的图片已移出画面。",
      next: "请把它移回来：让位置更接近 0（--place-x、--place-y），或放大图片（--place-scale）。",
    },
    nothing_to_draw: {
      message: "“{item}”的整张图片受到保护并占满画面：没有可绘制的部分。",
      next: "请缩小图片（--place-scale）、改变画面的形状（--size），或改为保护某个蒙版。",
    },
    nothing_kept: {
      message: "“{item}”中受保护的部分在画面之外。",
      next: "请移动或缩放图片，使其出现在画面中，或保护其他部分。",
    },
  },
  settings: {
    invalid: {
      message: "部分设置无法使用：{problems}。",
      next: "请更正后重试。",
    },
    no_interest: "λ2 为 0：模型包“{pack}”没有兴趣注意力，可通过微调启用。",
    no_structure:
      "结构为 0：模型包“{pack}”无法参考轮廓。请用 `iamg pack add --controlnet edges=DIR` 添加 ControlNet。",
    no_structure_kind:
      "结构为 0：模型包“{pack}”没有用于{kind, select, edges {轮廓} tile {图片本身} depth {深度图} sketch {草图} pose {姿态图} other {自备图片}}的 ControlNet，只有 {kinds}。",
    place_unused: "图片的位置不起作用：图片没有受保护的部分，结构和起点也没有用到它。",
    hint_unused: "结构为 0 时不使用为结构提供的图片。",
    no_structure_hint:
      "结构为 0：无法从条目图片生成{kind, select, edges {轮廓} tile {图片本身} depth {深度图} sketch {草图} pose {姿态图} other {自备图片}}，请自行提供一张图片。",
    no_ip_adapter: "图片强度为 0：模型包“{pack}”没有可跟随条目图片的 IP-Adapter。",
    avoid_cut: "避免的词语太多，模型只读取 {limit} 个词元，以下词语未被使用：{words}。",
    avoid_unused: "引导强度为 {guidance} 时，避免的词语不起作用：引导强度须大于 1。",
    avoid_unread: "避免的词语不起作用：模型包“{pack}”的 U-Net 专为少步数绘制，不读取这些词语。",
    rescale_unread: "引导回缩为 0：模型包“{pack}”的 U-Net 专为少步数绘制，直接使用引导强度。",
    interval_unread: "引导作用于所有噪声水平：模型包“{pack}”的 U-Net 专为少步数绘制，自行读取引导强度。",
    empty_interval: "引导的噪声范围不能从 {low, number} 到 {high, number}：下限必须小于上限",
    lora_strength_unused: "LoRA 强度不起作用：没有选择 LoRA。",
    whole_pictures: "使用整张图片：模型包“{pack}”没有前景网络。",
  },
}
