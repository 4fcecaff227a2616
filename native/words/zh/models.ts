import type { models as codes } from "../../contract/codes/models.ts"
import type { WordsOf } from "../words-of.ts"

const purpose =
  "{component, select, scheduler {噪声调度} tokenizer {把文本切分为词元} text_encoder {读取文本} unet {绘制} vae {把潜变量转为像素} image_encoder {读取图片并查找相似条目} ip_adapter {跟随条目自身的图片} clip_text {比较文本与图片（标签、按词语搜索、CLIP 分数）} interest {λ2（跟随相似条目的外观）} foreground {把主体从背景中抠出} controlnet {结构（保留条目的轮廓）} few_steps {少步数 LoRA} vae_tiny {小型解码器} upscaler {放大模型} other {}}"

export const models: WordsOf<typeof codes> = {
  pack: {
    missing_tensor: {
      message: "{files} 中缺少张量 {name}{expected, select, none {} other {，其形状应为 {expected}}}。",
      next: "权重与 config.json 属于不同的模型，或下载不完整。",
    },
    wrong_shape: {
      message: "{files} 中张量 {name} 的形状应为 {expected}，实际为 {found}。",
      next: "权重与 config.json 属于不同的模型，请使用相互配套的文件。",
    },
    missing_file: {
      message: "模型包缺少文件 {file}。",
      next: "请检查该文件夹是否为完整的模型包；`iamg pack info` 列出每个部分需要的文件。",
    },
    bad_json: {
      message: "无法把 {file} 作为 JSON 读取：{problem}。",
      next: "文件已损坏或内容与名称不符，请从模型包的来源处重新复制。",
    },
    changed_file: {
      message: "{file} 有 {found, number} 字节，而 pack.json 记载为 {expected, number} 字节。",
      next: "复制中断或文件已被替换，请重新复制模型包。",
    },
    no_component: {
      message: "模型包“{pack}”无法用于 {component}：{why}。",
      next: "请使用含有该部分的模型包，或用 `iamg pack add` 添加。",
    },
    unused_tensors: {
      message: "{file} 中有 {count, number} 个张量在模型中没有位置，例如 {names}。",
      next: "该文件与其 config.json 属于不同的模型，请使用随文件提供的 config.json。",
    },
    unknown_adapter: {
      message: "{file} 是另一种适配器（{kind}），本程序只读取普通的 IP-Adapter 文件。",
      next: "请使用同一模型的普通 IP-Adapter，例如 ip-adapter_sd15.safetensors。",
    },
    mismatch: {
      message: "模型包的各部分互不匹配：{problem}。",
      next: "请使用相互配套的部分：同一个基础模型、它的 IP-Adapter 以及该适配器的图像编码器。",
    },
    wrong_controlnet: {
      message:
        "ControlNet {file} 与模型包的 U-Net 不匹配：它的 {key} 为 {found}，而 U-Net 的为 {wanted}（{why}）。",
      next: "请使用为该基础模型制作的 ControlNet；用于 Stable Diffusion 1.5 的名称中通常带有 sd15。",
    },
    wrong_foreground: {
      message:
        "前景网络 {file} 为 {found}，而不是从 {size, number, ::group-off}×{size, number, ::group-off} 像素的图片得到蒙版。",
      next: "请使用 IS-Net 的导出文件，或在 pack.json 的 foreground 中写明该网络自己的 size、mean 和 std。",
    },
    exists: {
      message: "{dir} 中已有内容。",
      next: "请为模型包指定一个新文件夹。",
    },
    unknown_id: {
      message: "列表中没有模型包 {pack}。",
      next: "请在“设置”中选择其他模型包，或重新添加其文件夹。",
    },
    shipped: {
      message: "入门模型包属于程序的一部分。",
      next: "请把它留在列表中，使用其他模型包即可。",
    },
    feature_off: `不可用：${purpose}（{why}）。`,
    lacks:
      "模型包没有{component, select, scheduler {噪声调度} tokenizer {分词器} text_encoder {文本编码器} unet { U-Net } vae { VAE } image_encoder {图像编码器，因此无法查找相似条目；可用 `iamg pack add --image-encoder` 添加} ip_adapter { IP-Adapter } clip_text {与其图像编码器配套的 clip_text} interest {兴趣注意力；可通过微调得到} foreground {前景网络，因此使用整张图片} controlnet { ControlNet；可用 `iamg pack add --controlnet edges=DIR` 添加} few_steps {四步预览} vae_tiny {快速解码预览} upscaler {放大图片} other {}}",
    no_path: "没有 {path}",
    several_weights: "{path} 中有多个权重文件：{names}",
    unsafe_weights: "{name} 不是 safetensors；其他格式可能运行代码，因此不读取",
    no_weights: "{path} 中没有权重文件",
    single_file_tokenizer: "单文件检查点没有分词器，请给出同一模型的 tokenizer 文件夹",
    nothing_to_keep_by: "模型包既不能找出图片的主体，也不能跟随其轮廓",
    no_interest_or_adapter: "模型包没有兴趣注意力，也没有选择带有它的适配器",
    token_width: "IP-Adapter 的词元有 {adapter} 个数，而 U-Net 读取 {unet} 个",
    clip_width: "clip_text 给出 {clip} 个数，而 image_encoder 给出 {image} 个",
    width: "{part} 有 {size} 个数，而 {other} 有 {otherSize} 个",
    damaged_file: {
      message: "{file} 不是 pack.json 所描述的文件：其内容已改变。",
      next: "副本已损坏或文件已被替换，请重新复制模型包。",
    },
    structure_no_room: "pack.json 写明了结构，但 U-Net 的 in_channels（{channels}）没有为它留出位置",
    structure_unnamed: "U-Net 有 {channels} 个用于结构的 in_channels，但 pack.json 没有写明是哪种",
    split_weights: {
      message: "{component} 的权重分成了多个部分保存，但并不齐全：{files}。",
      next: "请把所有名称中带“-of-”的文件以及以 .index.json 结尾的文件都放到同一个文件夹中。",
    },
    unknown_hint: "controlnet/{name} 不是任何一种提示图的名称；可用的种类有 {kinds}",
    tiny_scale: "小型解码器把每个潜变量变为 {scale, number} 个像素，而 VAE 为 {wanted, number} 个",
    hint_twice: "其 U-Net 自身就读取 {kind}，而 controlnet/{kind} 也读取它",
    other_width: "宽度不同",
    other_model: "它是为其他模型制作的，例如 Stable Diffusion 2 或 XL",
    no_network: "config.json 与 {files} 无法组成网络（{reason}）",
    token_ids: "分词器给出的编号最大为 {largest}，而 {component} 只认识小于 {known} 的编号",
    end_token: "分词器以编号 {end} 结束文本，而 {component} 查找的是 {wanted}",
  },
  model: {
    unsupported_config: {
      message: "{file} 的要求超出本程序的能力：{key} 为 {value}（{problem}）。",
      next: "请使用带普通 IP-Adapter 的 Stable Diffusion 1.x 或 2.x 系列模型。",
    },
    bad_input: {
      message: "无法使用 {component} 的输入 {input}：{problem}。",
      next: "请按该组件要求的名称、形状和类型提供输入。",
    },
    other_family: "没有 Stable Diffusion 1.x 或 2.x 模型具有这种形状",
    say_prediction: "请指明此模型属于哪一种：{choices}",
    encoder_size: "编码器读取 {side} 像素",
    no_token: "词表中没有这个词元",
    blocks: "block_out_channels 描述了 {blocks} 个模块",
    extra_channels: "不支持带有这种输入通道的模型：支持潜变量、图像修补（2c + 1）和结构（c + 64）的输入通道",
    no_multiple: "{of} 不是它的倍数",
    other_length: "{than} 的长度不同",
    missing: "缺少该值",
    too_many_steps: "steps：对于以 {timesteps} 个时间步训练的模型，{steps} 步太多",
    no_such_input: "没有这个输入；该组件的输入有 {inputs}",
    missing_input: "缺少该输入，需要 {wanted}",
    wrong_input: "它是 {found}，而不是 {wanted}",
    wrong_size: "它是 {found}，而不是 {wanted}（{size} 为 {expected}）",
    no_multiple_size: "它是 {found}；最后两个尺寸必须是 {of} 的倍数",
    small_picture: "它有 {found} 像素，每边至少需要 {least}",
    other_size: "它有 {found} 像素，而第一张图片有 {first}",
    not_finite: {
      message: "网络 {network} 给出了非有限的数值（NaN 或无穷大）。",
      next: "请换用其他设备重试；如果在 CPU 上也失败，则权重已损坏，可用 `iamg pack info --verify` 查出是哪个文件。",
    },
    not_finite_step: {
      message:
        "网络 {network} 在第 {step, number} 步（共 {steps, number} 步）给出了非有限的数值（NaN 或无穷大）。",
      next: "请换用其他设备重试；如果在 CPU 上也失败，则权重已损坏，可用 `iamg pack info --verify` 查出是哪个文件。",
    },
    further_conditions: "Stable Diffusion XL 等其他系列除文本外还读取其他条件",
    variance: "不支持同时预测方差的模型",
    odd_first: "第一个必须是偶数，因为其中一半是时间步的正弦",
    other_schedule: "这类调度器用于其他类型的模型（流匹配、EDM、离散标记等）",
    no_signal: "预测噪声的模型无法在完全没有信号处绘图",
    freq_shift: "必须小于 block_out_channels 第一个值的一半",
  },
  lora: {
    unreadable: {
      message: "{file} 不能作为 LoRA 使用：{problem}。",
      next: "请使用适用于 Stable Diffusion 1.x 或 2.x 的 safetensors 格式 LoRA。其他格式可能会运行代码，因此不读取。",
    },
    misfit: {
      message: "LoRA“{lora}”与模型包“{pack}”不匹配：有 {count} 个键找不到对应位置，例如 {keys}（{why}）。",
      next: "请使用为该基础模型制作的 LoRA。`iamg loras check` 可列出所有键。",
    },
    unknown: {
      message: "工作区中没有 LoRA“{lora}”。",
      next: "{near, select, none {可用 `iamg loras add FILE` 添加；`iamg loras` 可列出已有的 LoRA。} other {您是指 {near} 吗？}}",
    },
    taken: {
      message: "已有名为“{lora}”的 LoRA。",
      next: "请换一个名称（--name），或将其替换（--replace）。",
    },
    changed: {
      message: "LoRA“{lora}”的权重与添加时不同：文件已被更改。",
      next: "请将其移除，然后从原来的文件重新添加。",
    },
    bad_name: {
      message: "“{name}”不能用作 LoRA 的名称。",
      next: "请使用字母、数字、点、短横线和下划线，以字母或数字开头，最多 100 个字符。",
    },
    many_tensors: "其中的张量超过 {most, number} 个",
    none_in_file: "其中没有 LoRA",
    bad_alpha: "{key} 不是单个数值",
    bad_metadata: "无法读取其元数据",
    twice: "文件中该层出现了两次",
    other_kind: "属于其他类型（{kind}）",
    unknown_name: "该名称不是 LoRA 张量的名称",
    no_layer: "{network, select, unet {U-Net} text_encoder {文本编码器} other {}}中没有这一层",
    no_pair: "缺少其 {part} 部分",
    other_type: "数值类型为 {dtype}",
    wrong_shape: "形状为 {found}，应为 {expected}",
  },
  upscaler: {
    unreadable: {
      message: "{file} 不能用作放大模型：{problem}。",
      next: "请使用 2 倍或 4 倍的 ESRGAN、Real-ESRGAN 或其小型版网络，格式为 safetensors 或 ONNX。其他格式（.pth）可能会运行代码，因此不读取：请先转换为 safetensors。",
    },
    too_large: {
      message: "放大后的图片将为 {width, number} × {height, number} 像素，而每边最多 {most, number} 像素。",
      next: "请减小放大倍数。",
    },
    unknown: {
      message: "工作区中没有放大模型“{upscaler}”。",
      next: "{near, select, none {可用 `iamg upscalers add FILE` 添加；`iamg upscalers` 可列出已有的放大模型。} other {您是指 {near} 吗？}}",
    },
    taken: {
      message: "已有名为“{upscaler}”的放大模型。",
      next: "请换一个名称（--name），或将其替换（--replace）。",
    },
    changed: {
      message: "放大模型“{upscaler}”的权重与添加时不同：文件已被更改。",
      next: "请将其移除，然后从原来的文件重新添加。",
    },
    bad_name: {
      message: "“{name}”不能用作放大模型的名称。",
      next: "请使用字母、数字、点、短横线和下划线，以字母或数字开头，最多 100 个字符。“pack”表示模型包自带的放大模型。",
    },
    enlarged_already: {
      message: "这张图片已经放大过。",
      next: "请放大它的原图。",
    },
    other_network: "其中的张量不属于已知的网络（RRDBNet 或 SRVGGNetCompact）",
    other_file: "既不是 safetensors 文件，也不是 ONNX 文件",
    other_ports: "其输入或输出不是三色图片（{found}）",
    other_scale: "它把图片放大 {scale} 倍，而只支持 2 倍或 4 倍",
    no_colours: "它读取 {channels, number} 个通道，而不是三种颜色",
    strange_tensor: "其中有此类网络所没有的张量：{name}",
    not_finite: "它产生的图片含有无效数值",
  },
  image: {
    unreadable: {
      message: "无法读取图片 {image}：{reason}。",
      next: "请将其另存为 PNG、JPEG 或 WebP 后重试。",
    },
  },
}
