import type { evaluation as codes } from "../../contract/codes/evaluation.ts"
import type { WordsOf } from "../words-of.ts"

export const evaluation: WordsOf<typeof codes> = {
  evaluation: {
    too_few: {
      message:
        "{source, select, interactions {互动记录} other {画像}}中只有 {found, number} 位留出用户可以测量，至少需要 2 位。",
      next: "请导入更多互动记录、保存更多画像、留出更多用户，或选择所有场景。",
    },
    lpips_weights: {
      message: "无法用这些权重测量 LPIPS：{problem}。",
      next: "请以 safetensors 格式提供 lpips 软件包（0.1 版，alex 或 vgg）的 state dict，或 torchvision 的 AlexNet 或 VGG16，并在第二个文件中提供该软件包的 heads。",
    },
    other_study: {
      message: "{folder} 中是另一项研究，或是另一个模型包或适配器的研究。",
      next: "请选择其他文件夹，或以完全相同的研究继续。",
    },
    no_study: {
      message: "{folder} 中没有研究。",
      next: "请选择研究所在的文件夹。",
    },
    no_choices: {
      message: "{folder} 中的研究没有可供选择的成品图片。",
      next: "请先把会绘制图片的研究（例如“方法”或“逐项去除”）运行到结束。",
    },
    unknown_study: {
      message: "没有研究“{study}”。",
      next: "它可能已被删除，请再看一下列表。",
    },
    wrong_state: {
      message: "现在不能{wanted, select, pause {暂停} other {继续}}此研究。",
      next: "请再看一下它的状态，它可能已经改变。",
    },
    bad_baseline: {
      message: "无法比较组别“{name}”：{problem}。",
      next: "请为它换一个名称、模型包或 LoRA。",
    },
    unknown_baseline: {
      message: "组别“{name}”所用的“{source}”既不是模型包，也不是 LoRA。",
      next: "请给出模型包的文件夹、已下载的模型包，或工作区中的 LoRA（iamg loras 会列出它们）。",
    },
    baseline_taken: "该研究本身已有同名的组别",
    baseline_twice: "有两个组别同名",
    baseline_elsewhere: "只有 methods 这项研究可以加入其他组别",
    baseline_guided: "{pack} 的 U-Net 为少步数而制，使用引导的方式不同，因此不适用其他组别的设置",
    baseline_few_steps: "LoRA {lora} 用于少步数绘制，因此不适用其他组别的设置",
    baseline_fills: "{pack} 的 U-Net 用于补全图片的局部，不能只凭文本绘制",
    baseline_size: "该研究的图片边长为 {size} 像素，而 {pack} 只能绘制边长为 {multiple, number} 的倍数的图片",
    no_network: "{files} 中没有张量 {tensor}，而 AlexNet 和 VGG16 都以它开头",
    other_layer: "{files} 中张量 {tensor} 的形状为 {found}，而 AlexNet 应为 {alex}，VGG16 应为 {vgg}",
    other_network: "从张量 {tensor} 看，{files} 属于另一种网络 {network}",
    untrained: "{file} 中的张量 {tensor} 含有训练好的 LPIPS 不会有的数值",
    no_lpips: "没有测量 LPIPS：{reason}。",
  },
  preference: {
    own_order: "每位参与者看到的条目和图片顺序各不相同，且不显示绘制方法。",
    judge_asked: "{host} 上的 {model} 对每个条目回答了 {rounds, number} 次，每次图片依次换位。",
    not_counted:
      "{asked, number} 个回答中有 {unread, number} 个不是排序，不予计入；再次运行同一命令会重新询问。",
    no_endpoint: {
      message: "没有设置能评判图片的服务端点。",
      next: "请在“设置 · 标签器”中设置一个，并使用能读图的模型；内置标签器不能评判。",
    },
    bad_answers: {
      message: "{file} 中没有此研究问卷的答案：{problem}。",
      next: "请把问卷最后一页保存的文件导入到它所属的研究。",
    },
    no_answers: {
      message: "{folder} 中的研究还没有人作答。",
      next: "请导入参与者的文件，或请模型评判。",
    },
    no_answers_file: "它不是这样的文件，或已被更改",
    other_study: "这些答案属于另一项研究",
    strange_answer: "第 {answer} 个答案没有对其试次的图片排序",
    answered_twice: "它对同一试次作答了两次",
  },
}
