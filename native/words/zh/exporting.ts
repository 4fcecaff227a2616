import type { exporting as codes } from "../../contract/codes/exporting.ts"
import type { WordsOf } from "../words-of.ts"

export const exporting: WordsOf<typeof codes> = {
  image_set: {
    bad_template: {
      message: "“{template}”不能用作文件名：{problem}。",
      next: "请使用文字、/ 和 {tokens}。",
    },
    collision: {
      message: "这些文件会被覆盖：{names}。",
      next: "请选择其他文件夹，或在文件名中加入条目、画像、尺寸和序号。",
    },
    nothing_made: {
      message: "没有文件可以制作：{reason}。",
      next: "请检查图集的条目和画像，然后重新开始。",
    },
    other_pack: {
      message: "此图集开始时使用模型包“{wanted}”，而当前使用“{found}”。",
      next: "请在设置中选择“{wanted}”后重试，或在其他文件夹中重新制作图集。",
    },
    too_large: {
      message: "图集超过 {most, number} 个文件。",
      next: "请减少条目、画像、变体或尺寸；可以让多个图集在队列中等待。",
    },
    needs_folder: {
      message: "没有文件夹时，图集只能由渲染农场生成，且每个画面只生成一张。",
      next: "请选择文件夹；或选择渲染农场，并使用“绘制尚未有的图片”且不设候选。",
    },
    no_room: {
      message: "图集约需 {needed}，而 {folder} 只剩 {free}。",
      next: "请选择其他磁盘、减少尺寸，或使用更小的格式。",
    },
    bad_shape: {
      message: "无法按“{size}”（{pixels}）的形状绘制：它太长。",
      next: "请裁剪或留边，不要扩展此尺寸。",
    },
    extends_approved: {
      message: "已通过的渲染图无法扩展（{sizes}）：换一种形状就是另一张图，尚未有人通过。",
      next: "请裁剪或留边这些尺寸，或让图集绘制尚缺的图片。",
    },
    not_held: {
      message: "{item} 面向 {persona} 的第 {n} 张图片并未待查看，或没有这个候选图。",
      next: "请重新查看该图片集中待查看的图片。",
    },
    black: "画面全黑",
    one_tone: "画面只有单一色调",
    far_from_both: "它并不比原图更贴合画像的标签，而且更像其他条目",
    subject_gone: "画面中找不到该条目的主体",
    no_clip: "模型包“{pack}”没有 CLIP 模型对：只按与条目图片的相似程度选出最佳候选图，不考虑画像的喜好。",
    unknown_token: "没有标记 {token}",
    open_brace: "有括号没有配对",
    no_ending: "它必须以 {ending} 结尾，以便其他程序识别格式",
    nameless_folder: "其中有文件夹没有名称",
    leaves_folder: "它不能离开该文件夹",
    bad_characters: "其中含有以下字符之一：{characters}",
    long_name: "其中一个名称在填入内容之前已超过 {most, number} 个字节",
    same_names: "多个文件会得到同一名称；需要加入 {missing}",
    other_scenario: "{persona} 喜欢场景 {likes}，而不是 {scenario}",
    none_approved: "它们没有已通过的渲染图",
    item_gone: "该条目已不在目录中",
    persona_gone: "该画像已不存在",
    empty: "图集是空的",
    softened: "以下尺寸大于绘制尺寸，因此看起来较柔和：{sizes}。",
    protected_enlarged:
      "{count} 个条目的图片小于导出尺寸（最多放大到 {times} 倍），受保护的部分会显得较柔和：{items}。导入更大的图片即可保持清晰。",
    gives_nothing: "{persona} 的 {item} 无法制作：{reason}。",
    item_gives_nothing: "{item} 无法制作：{reason}。",
    persona_gives_nothing: "画像 {persona} 没有可制作的图片：{reason}。",
    more_nothing: "另有 {count} 项无法制作。",
  },
  layout: {
    unknown: {
      message: "没有名为“{layout}”的版式。",
      next: "请从以下版式中选择：{known}。",
    },
    invalid: {
      message: "无法读取版式 {layout}，位置 {where}：{problem}。",
      next: "请修正该文件，可与自带的版式对照。",
    },
    taken: {
      message: "已有名为“{layout}”的版式。",
      next: "请为新版式换一个名称，或使用 --replace 添加。",
    },
    changed: {
      message: "版式“{layout}”在您打开之后已在别处被修改或删除。",
      next: "请以其他名称保存您的版式，或恢复为已保存的版式。",
    },
    shipped: {
      message: "版式“{layout}”由工作室自带，无法删除。",
      next: "可添加同名版式来替代它。",
    },
    refused: {
      message: "无法使用该版式：{problems}。",
      next: "请修改版式或相关条目，然后重新开始。",
    },
    no_room: {
      message: "版式“{layout}”的第 {box, number} 个框放不下“{text}”。",
      next: "请加大该框、允许更小的字号或更多行，或允许截断文字。",
    },
    bad_file: {
      message: "{file} 既不是版式可用的图片，也不是可用的字体。",
      next: "请选择不超过 {most_picture} 的 PNG、JPEG 或 WebP 图片，或不超过 {most_font} 的 TTF 或 OTF 字体。",
    },
    at: "版式“{layout}”：{problem}",
    missing_file: "旁边缺少文件 {file}",
    large_file: "文件 {file} 超过 {limit}",
    bad_font: "{file} 不是 TrueType 或 OpenType 字体",
    bad_image: "无法把 {file} 作为 PNG、JPEG 或 WebP 图片读取，或其像素超过 4000 万",
    unknown_family: "本机没有字体 {family}",
    unknown_field: "没有条目含有字段 {field}；现有字段：{known}",
    empty_field: "{count, number} 个条目没有 {field}，例如 {item}",
    no_font: "没有字体包含这些字符：{characters}",
    outside: "在尺寸 {size} 下，第 {box, number} 个框超出图片",
    too_long: "在尺寸 {size} 下，第 {box, number} 个框放不下“{text}”",
    cut: "在尺寸 {size} 下，第 {box, number} 个框的文字被截断",
    no_value: "该条目没有 {field}",
    covers:
      "在尺寸 {size} 下，第 {box, number} 个框遮住了受保护的“{mask}”的一部分，涉及 {count, number} 个条目：{items}",
    covers_here: "第 {box, number} 个框遮住了受保护的“{mask}”的一部分",
  },
  export: {
    unknown_format: {
      message: "无法把图片写成 {file}。",
      next: "请使用以 {known} 结尾的文件名。",
    },
    not_written: {
      message: "无法写入 {file}：{reason}。",
      next: "请腾出空间或选择其他文件夹，然后重试；之前写好的文件会保留。",
    },
    folder_gone: {
      message: "文件夹 {folder} 已不存在。",
      next: "请重新连接它所在的磁盘，或重新建立该文件夹，然后再次开始：已有的文件会保留，缺少的会补写。",
    },
    folder_replaced: {
      message: "{folder} 现在位于另一个磁盘上。",
      next: "请连接开始时使用的磁盘，然后再次开始；没有文件写入另一个磁盘。",
    },
    files_gone: {
      message: "写好的文件已不在 {folder} 中，或已被改动：{names}。",
      next: "请查看是否有其他程序在移动或删除其中的文件，然后再次开始：缺少的文件会重新写入。",
    },
  },
}
