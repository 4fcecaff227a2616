import type { training as codes } from "../../contract/codes/training.ts"
import type { WordsOf } from "../words-of.ts"

export const training: WordsOf<typeof codes> = {
  adapter: {
    unknown: {
      message: "工作区中没有适配器“{adapter}”。",
      next: "{near, select, none {请选择其他项；`iamg adapters` 可列出工作区中的内容。} other {您是指 {near} 吗？}}",
    },
    changed: {
      message: "{file} 已不是制作适配器“{adapter}”时的文件：其内容已改变。",
      next: "请从来源处重新复制适配器的文件夹。",
    },
    other_pack: {
      message: "适配器“{adapter}”不适用于模型包“{pack}”：{problem}。",
      next: "请与训练它时的模型包一起使用，或为此模型包训练一个。",
    },
    name_length: "名称需要 1 到 {most} 个字符",
  },
  training: {
    refused: {
      message: "无法开始微调：{problems}",
      next: "请更改所述内容，然后重新检查。",
    },
    unexpected: {
      message: "训练进程内部出错：{reason}。",
      next: "请继续此次运行；如果再次发生，请附上“设置”中的诊断信息进行报告。",
    },
    inpainting: {
      message: "模型包“{pack}”的 U-Net 用于图像修补，无法在此微调。",
      next: "请使用其所基于的普通模型的模型包。",
    },
    no_ip_adapter: {
      message: "模型包“{pack}”没有微调所需的 IP-Adapter 和图像编码器。",
      next: "请把它们加入模型包，或使用其他模型包。",
    },
    no_positive: {
      message: "{interactions, number} 条互动记录中没有正面的（评分为 4 及以上，或没有评分），因此没有历史。",
      next: "请导入评分为 4 及以上的互动记录，或保存人群画像用于学习。",
    },
    too_few: {
      message:
        "{source, select, shoppers {顾客} other {画像的条目}}中只有 {found, number} 个可用于学习，至少需要 {needed, number} 个。",
      next: "请导入更多互动记录、保存更多画像，或减小历史 k。",
    },
    none_left: {
      message:
        "具备标签、嵌入和可读图片的样本中，有 {train, number} 个用于学习，{heldOut, number} 个用于测量；两者至少各需一个。",
      next: "请为条目打标签、修复其图片，或留出更多用户。",
    },
    memory: {
      message: "约需 {needed} 内存，可用 {free}。",
      next: "请关闭其他程序，或在内存更大的机器上训练。",
    },
    disk: {
      message: "{dir} 所在的磁盘约需 {needed}，可用 {free}。",
      next: "请在该磁盘上腾出空间，或减少保留的检查点。",
    },
    not_finite: {
      message:
        "在第 {step, number} 步，{what, select, loss {损失} gradient {梯度} other {验证损失}}不再是数值，训练已停止；第 {kept, number} 步的状态已保留。",
      next: "请降低学习率或加强梯度裁剪后重新开始，或继续此次运行。",
    },
    lost: {
      message: "训练进程意外结束（{reason}），当时进行到第 {step, number} 步。",
      next: "请继续此次运行：它会从最近的检查点接着进行。",
    },
    paused: {
      message: "训练在第 {step} 步暂停；状态已保存。",
      next: "继续：iamg train --resume {run}",
    },
    unknown_run: {
      message: "工作区中没有运行“{run}”。",
      next: "请在“微调”的运行记录中查看。",
    },
    no_checkpoint: {
      message: "运行“{run}”的检查点都无法读取：{problems}。",
      next: "请开始新的运行。",
    },
    wrong_state: {
      message:
        "运行“{run}”{state, select, queued {在等待中} preparing {在准备中} running {正在运行} paused {已暂停} stopped {已停止} done {已完成} failed {已失败} cancelled {已取消} other {{state}}}，不能{wanted, select, pause {暂停} resume {继续} keep {停止并保留；请先继续运行} cancel {取消} other {移除；请先取消}}。",
      next: "请再看一下它的状态，它可能已经改变。",
    },
    changed_pack: {
      message: "运行“{run}”是在模型包“{pack}”的另一版本上开始的。",
      next: "请换回该版本，或开始新的运行。",
    },
    planning: "正在规划{part, select, train {样本} other {留出样本}} {done}/{total}",
    encoding: "正在编码 {done}/{total}",
    loading: "正在加载模型",
    measuring: "正在留出用户上测量",
    drawing: "正在绘制示例图片",
    trainer_ended: "训练进程结束：{reason}。它会从最近的检查点继续。",
    fewer_at_once: "内存不足。从现在起设备上同时有 {samples} 个样本，每步累加 {times} 次。",
    left_out: "有 {count} 个样本被略去，因为条目缺少标签、嵌入或可读的图片。",
    not_drawn: "第 {step} 步的示例图片没有全部绘制：{reason}。",
    passed_over: "略过了一个检查点：{reason}。",
    personas_only: "没有互动记录，因此用已保存的画像作为历史。",
    short_histories: "{users} 个历史中有 {tooShort} 个短于 k，或在此场景中没有内容。",
    not_ready:
      "有 {items} 个条目尚未就绪（缺标签：{tags}，缺嵌入：{embeddings}）。请先准备目录，以便也从中学习。",
  },
}
