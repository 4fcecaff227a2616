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
  teaching: {
    few_pictures: {
      message:
        "可用的商品图片只有 {found} 张，至少需要 {needed} 张不同的图片{same, plural, =0 {} other {（其中 # 张与其他图片相同）}}{unreadable, plural, =0 {} other {（另有 # 张无法读取）}}。",
      next: "请添加从其他角度、在其他光线下拍摄的商品照片。",
    },
    many_pictures: {
      message: "共有 {found} 张图片；教一件商品最多使用 {most} 张。",
      next: "请挑选最能体现商品的图片。",
    },
    no_pictures: {
      message: "{folder} 中没有图片。",
      next: "请选择存有商品照片的文件夹（PNG、JPEG、WebP、TIFF 或 AVIF）。",
    },
    bad_word: {
      message: "“{word}”就是类别的名称，模型包无法把该商品与同类商品区分开。",
      next: "请选一个没有含义的词，例如“zqx”。",
    },
    long_text: {
      message: "文本有 {tokens} 个词元；模型包最多读取 {most} 个。",
      next: "请缩短文本或类别。",
    },
    reads_guidance: {
      message: "模型包“{pack}”是为少步数绘制制作的，这类模型无法在此学习商品。",
      next: "请使用它所基于的普通模型。",
    },
    no_class: {
      message: "模型包无法绘制该类别的图片（已绘制 {drawn} 张）：{reason}。",
      next: "请用 `iamg pack verify` 检查模型包，或不使用类别图片。",
    },
    drawing_class: "正在绘制类别图片，第 {done} 张，共 {total} 张",
    class_failed: "第 {picture} 张类别图片无法绘制，已略过：{reason}。",
    same_pictures: "有 {count} 张图片与其他图片相同，只计一次。",
    unreadable: "以下图片无法读取或没有内容，已略过：{names}。",
    small: "有 {count} 张图片小于 {side} 像素，绘制出的商品细节会较少。",
    cropped: "有 {count} 张图片过长或过宽，裁剪会切掉三分之一以上。如果商品被切掉，请选择保留整张图片。",
    on_white: "有 {count} 张图片带透明部分，透明部分会变为白色。",
    none_held_out:
      "只有 {pictures} 张图片，无法留出用于检验的图片，因此损失是在所学图片上测得的。有五张以上时，才能看出学到的是商品还是仅仅记住了图片。",
    word_pieces: "模型包会把“{word}”读成 {pieces} 个片段，而这些片段各有含义。更短的生僻词学得更快。",
    word_known: "“{word}”可能是模型包已经认识的词；它原有的含义会体现在图片中。",
    word_in_catalog: "目录中有 {items} 件商品的文本包含“{word}”；它们也会被画成这件商品。",
    no_prior: "没有类别图片时，模型包可能会把该类别的所有东西都画成这件商品。",
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
