import type { pool as codes } from "../../contract/codes/pool.ts"
import type { WordsOf } from "../words-of.ts"

const checkSource = "请检查生成该向量的图片和文本；如果其他向量也如此，请检查模型包的权重。"

export const pool: WordsOf<typeof codes> = {
  pool: {
    wrong_width: {
      message: "{whose}的向量有 {found, number} 个数，而此向量库的向量为 {expected, number} 个。",
      next: "它是用另一个模型包生成的，请用当前的模型包重新准备目录。",
    },
    not_finite: { message: "{whose}的向量含有非有限数值（NaN 或无穷大）。", next: checkSource },
    zero_vector: { message: "{whose}的向量全为零，没有任何内容与之相近。", next: checkSource },
    no_clip: {
      message: "此模型包没有 CLIP，无法比较图片与词语。",
      next: "请使用含同一 CLIP 模型的 clip_text 和 image_encoder 的模型包。",
    },
    unknown_item: { message: "条目“{id}”还没有嵌入。", next: "请先准备目录，然后重试。" },
    write_failed: {
      message: "无法写入 {dir} 中的向量库：{reason}。",
      next: "请检查磁盘空间和文件夹的写入权限，然后重试；已保存的内容会保留。",
    },
    unreadable: {
      message: "无法读取 {dir} 中的向量库：{reason}。",
      next: "请只移走其中的 pool-….lance 文件夹（目录的条目也在此处），然后重新准备目录。",
    },
    of_item: "条目 {id} 的{column, select, text {文本} image {图片} other {CLIP 图片}}",
    of_query: "所查询的{column, select, text {文本} image {图片} other {CLIP 文本}}",
    of_tag: "标签“{tag}”",
    of_picture: "要打标签的图片",
    of_text: "文本“{text}”",
    other_columns: "其表含有 {found}，而模型包生成 {expected}",
  },
}
