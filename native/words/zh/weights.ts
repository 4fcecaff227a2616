import type { weights as codes } from "../../contract/codes/weights.ts"
import type { WordsOf } from "../words-of.ts"

export const weights: WordsOf<typeof codes> = {
  graph: {
    shape: {
      message: "算子 {operator} 无法接受形状为 {shapes} 的张量。",
      next: "模型的 config.json 与权重可能属于不同的模型，请检查模型包。",
    },
  },
  weights: {
    unreadable: {
      message: "无法使用权重文件 {file}：{problem}。",
      next: "请重新复制或下载该文件；如果仍然如此，它就不是可读取的 safetensors 文件。",
    },
    repeated_tensor: {
      message: "{files} 中有两个张量都叫 {name}。",
      next: "含有该张量的文件请只保留一个。",
    },
    different_drives: {
      message: "同一模型的权重位于不同的磁盘：{files}。",
      next: "请把模型包、其适配器和工作区移到同一磁盘。",
    },
    not_written: {
      message: "无法写入权重文件 {file}：{problem}。",
      next: "请在该磁盘上腾出空间，或检查写入权限，然后重试。",
    },
    too_short: "它只有 {size, number} 字节，不足以构成 safetensors 文件",
    long_header: "其文件头声称有 {size, number} 字节，最多允许 {most, number} 字节",
    cut_off: "文件不完整：需要 {needed, number} 字节，只有 {size, number} 字节",
    header_no_json: "其文件头不是 JSON",
    header_no_object: "其文件头不是 JSON 对象",
    repeated_name: "其文件头中 {name} 出现了两次",
    bad_metadata: "其元数据不是文本列表",
    entry_no_object: "{name} 的条目不是对象",
    unknown_type: "{name} 的类型 {dtype} 不受支持",
    bad_shape: "{name} 没有有效的形状",
    bad_offsets: "{name} 没有有效的 data_offsets",
    wrong_length: "{name} {dtype}{shape} 需要 {needed, number} 字节，却有 {found, number} 字节",
    overlap: "{name} 的字节与另一个张量的字节重叠",
    gap: "{name} 之前有 {size, number} 字节不属于任何张量",
    trailing: "末尾有 {size, number} 字节不属于任何张量",
    no_tensor: "其中没有名为 {name} 的张量",
    large_tensor: "一个 {size, number} 字节的张量太大，无法读取",
  },
}
