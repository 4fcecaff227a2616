import type { runtime as codes } from "../../contract/codes/runtime.ts"
import type { WordsOf } from "../words-of.ts"

export const runtime: WordsOf<typeof codes> = {
  runtime: {
    device_unavailable: {
      message: "所选的设备都无法使用：{attempts}。",
      next: "请选择其他设备或“自动”（`auto`）；CPU 在任何机器上都可用。",
    },
    out_of_memory: {
      message: "{device} 的内存不足以运行 {model}。",
      next: "请关闭其他程序、选择更小的图片尺寸，或换用其他设备。",
    },
    bad_input: {
      message: "{model} 无法接受输入 {input}：{problem}。",
      next: "请按模型声明的名称、类型和形状提供输入。",
    },
    load_failed: {
      message: "无法在 {device} 上加载 {model}：{reason}。",
      next: "请检查模型文件，或选择其他设备。",
    },
    run_failed: {
      message: "{model} 在 {device} 上运行失败：{reason}。",
      next: "请换用其他设备重试；如果在 CPU 上也失败，则模型文件已损坏。",
    },
    closed: { message: "模型已被关闭：{reason}。", next: "请重新开始。" },
    attempt: "{device}（{reason}）",
    no_provider: "此版本的 ONNX Runtime 不支持该设备",
    no_gpu: "这台机器没有 GPU",
    too_slow: "它比这台机器的 CPU 慢 {ratio, number} 倍",
    no_cuda: "没有安装 CUDA 12 或 cuDNN 9",
    wrong_result: "它算出 {found, number}，而正确结果是 {right, number}",
    not_tried: "没有尝试",
    no_half: "它不支持半精度计算：{reason}",
    wide_weights: "网络 {network} 有超出半精度范围的权重，因此以全精度计算。",
    overflowed:
      "网络 {network} 在 {device} 上的数值超出了半精度的范围，已改用全精度重新计算；在关闭程序之前，该网络都会使用全精度。",
    unknown_input: "模型没有这个输入；它的输入有 {inputs}",
    missing_input: "缺少该输入，需要 {wanted}",
    unfit_input: "它是 {found}，而需要 {wanted}",
    wrong_count: "{found} 需要 {needed, number} 个元素，却有 {count, number} 个",
    was_closed: "运行环境已关闭",
    thread_ended: "计算线程已结束",
  },
}
