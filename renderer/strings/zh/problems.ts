import type { problems as english } from "../en/problems.ts"
import type { ProblemTexts } from "../problem-texts.ts"
import type { Translation } from "../translation.ts"

/** Bytes of that name. */
const megabytes = (name: string) => `{${name}, number, ::scale/0.000001 .} MB`

const jobKind =
  "{job, select, import {导入} prepare {准备} tag {打标签} render {渲染} export {图集} train {微调} evaluate {评估} judge {评判} other {{job}}}"
const state =
  "{state, select, queued {等待中} preparing {准备中} running {运行中} paused {已暂停} stopped {已停止} done {已完成} failed {已失败} cancelled {已取消} other {{state}}}"

const checkPack = "模型的 config.json 与权重可能属于不同的模型，请检查模型包。"
const checkWeights = "请检查其图片和文本；如果其他条目也如此，请检查模型包的权重。"
const tagAgain = "然后重新打标签；已完成的条目会保留。"

/** Only codes that the page can meet, and only values that errors.ts gives: problems.test.ts. */
export const problems: Translation<typeof english> & ProblemTexts = {
  separator: "、",
  unexpected: {
    message: "程序内部出错。",
    next: "请重试。如果再次发生，请附上“设置”中的诊断信息进行报告。",
  },
  page: {
    engine_away: { message: "引擎没有响应。", next: "引擎正在重新启动，请稍后重试。" },
    shut_out: { message: "此页面属于程序的另一次运行。", next: "请打开程序启动时给出的链接。" },
  },

  // --- models and what they run on
  graph: {
    shape: { message: "算子 {operator} 无法接受形状 {shapes}：{problem}。", next: checkPack },
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
  },
  pack: {
    missing_tensor: {
      message: "{files} 中缺少张量 {name}。",
      next: "权重与 config.json 属于不同的模型，或下载不完整。",
    },
    wrong_shape: {
      message: "{files} 中张量 {name} 的形状应为 {expected}，实际为 {found}。",
      next: "权重与 config.json 属于不同的模型，请使用相互配套的文件。",
    },
    missing_file: { message: "模型包缺少文件 {file}。", next: "请检查该文件夹是否为完整的模型包。" },
    bad_json: {
      message: "无法把 {file} 作为 JSON 读取：{problem}。",
      next: "文件已损坏或内容与名称不符，请从模型包的来源处重新复制。",
    },
    changed_file: {
      message: "{file} 有 {found, number} 字节，而 pack.json 记载为 {expected, number} 字节。",
      next: "复制中断或文件已被替换，请重新复制模型包。",
    },
    damaged_file: {
      message: "{file} 不是 pack.json 所描述的文件：其内容已改变。",
      next: "副本已损坏或文件已被替换，请重新复制模型包。",
    },
    no_component: {
      message: "模型包“{pack}”无法用于 {component}：{why}。",
      next: "请使用含有该部分的模型包，或用 iamg pack add 添加。",
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
    wrong_foreground: {
      message:
        "前景网络 {file} 为 {found}，而不是从 {size, number, ::group-off}×{size, number, ::group-off} 像素的图片得到蒙版。",
      next: "请使用 IS-Net 的导出文件，或在 pack.json 的 foreground 中写明该网络自己的 size、mean 和 std。",
    },
    unknown_id: {
      message: "列表中没有模型包 {pack}。",
      next: "请在“设置”中选择其他模型包，或重新添加其文件夹。",
    },
    shipped: { message: "入门模型包属于程序的一部分。", next: "请把它留在列表中，使用其他模型包即可。" },
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
    not_finite: {
      message: "网络 {network} 给出了非有限的数值（NaN 或无穷大）。",
      next: "请换用其他设备重试；如果在 CPU 上也失败，则权重已损坏，可用 iamg pack info --verify 查出是哪个文件。",
    },
    not_finite_step: {
      message:
        "网络 {network} 在第 {step, number} 步（共 {steps, number} 步）给出了非有限的数值（NaN 或无穷大）。",
      next: "请换用其他设备重试；如果在 CPU 上也失败，则权重已损坏，可用 iamg pack info --verify 查出是哪个文件。",
    },
  },
  runtime: {
    device_unavailable: {
      message: "所要求的设备都无法使用：{attempts}。",
      next: "请选择其他设备或“自动”；CPU 在任何机器上都可用。",
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
  },
  image: {
    unreadable: {
      message: "无法读取图片 {image}：{reason}。",
      next: "请将其另存为 PNG、JPEG 或 WebP 后重试。",
    },
  },
  pool: {
    wrong_width: {
      message: "{whose} 的向量有 {found, number} 个数，而此向量库的向量为 {expected, number} 个。",
      next: "它是用另一个模型包生成的，请用当前的模型包重新准备目录。",
    },
    not_finite: { message: "{whose} 的向量含有非有限数值（NaN 或无穷大）。", next: checkWeights },
    zero_vector: { message: "{whose} 的向量全为零，没有任何内容与之相近。", next: checkWeights },
    no_clip: {
      message: "此模型包没有 CLIP，无法比较图片与词语。",
      next: "请使用含同一 CLIP 模型的 clip_text 和 image_encoder 的模型包。",
    },
    unknown_item: { message: "条目“{id}”还没有嵌入。", next: "请先准备目录，然后重试。" },
    write_failed: {
      message: "无法写入 {dir} 中的向量库：{reason}。",
      next: "请检查磁盘空间和文件夹的写入权限，然后重新运行；已保存的内容会保留。",
    },
    unreadable: {
      message: "无法读取 {dir} 中的向量库：{reason}。",
      next: "请只移走其中的 pool-….lance 文件夹（目录的条目也在此处），然后重新准备目录。",
    },
  },

  // --- the workspace and its catalog
  workspace: {
    missing: { message: "{dir} 中没有工作区。", next: "请检查路径，或把目录导入到那里以建立工作区。" },
    gone: {
      message: "{dir} 中的工作区已不存在。",
      next: "请把其文件夹或磁盘放回原处；如果仍不行，请重新启动工作室。",
    },
    not_empty: {
      message: "文件夹 {dir} 中有其他文件，因此没有在其中建立工作区。",
      next: "请指定新的或空的文件夹。",
    },
    in_use: { message: "{dir} 中的工作区正被另一个程序使用。", next: "请关闭该程序，或等它结束后重试。" },
    newer: {
      message: "{dir} 中的工作区由较新版本的程序建立（其版本为 {version}，本程序支持到 {supported}）。",
      next: "请用较新版本的程序打开。",
    },
    damaged: {
      message: "无法使用工作区的文件 {file}：{problem}。",
      next: "请从备份恢复工作区，或把目录导入新的工作区；其图片在 images/ 中。",
    },
    no_space: {
      message: `{dir} 所在的磁盘已满：还需要约 ${megabytes("needed")}。`,
      next: "请腾出空间，或使用其他磁盘上的工作区，然后重新运行；没有任何内容丢失。",
    },
    not_writable: {
      message: "无法写入 {dir} 中的工作区：{reason}。",
      next: "请检查文件夹及其磁盘的权限，然后重试。",
    },
  },
  catalog: {
    empty: { message: "还没有条目。", next: "请先导入目录。" },
    no_meaning: {
      message: "模型包“{pack}”无法比较词语与图片。",
      next: "请按词语搜索，或使用含 CLIP 的模型包。",
    },
    missing_folder: { message: "要导入的文件夹 {dir} 不存在。", next: "请检查路径。" },
    unknown_format: {
      message: "{dir} 中没有找到目录；查找过：{looked}。",
      next: "请选择含有 items.csv 或其他上述文件的文件夹。",
    },
    missing_column: {
      message: "{file} 没有“{column}”列；现有的列：{found}。",
      next: "请添加该列，或更正首行中的列名，然后重新导入。",
    },
    broken_file: {
      message: "无法读取 {file}：{problem}。",
      next: "请更正该文件后重新导入；尚未导入任何内容。",
    },
    too_large: { message: "{file} 太大，无法导入：上限为 {limit}。", next: "请分批导入。" },
    nothing_taken: {
      message:
        "{refused, plural, =0 {{dir} 中的目录没有条目。} other {{dir} 中的 # 个条目都无法导入。第一个的原因：{first}}}",
      next: "请更正文件后重新导入；工作区保持原样。",
    },
    malformed_row: {
      message: "无法读取 {file} 的第 {row, number} 行：{problem}。",
      next: "请更正该行后重新导入。",
    },
    duplicate_id: {
      message: "编号 {id} 在第 {first, number} 行已使用过。",
      next: "请为每个条目使用不同的编号，然后重新导入。",
    },
    no_image: {
      message: "条目 {id} 没有图片。",
      next: "请在图片列中写明文件，或把以编号命名的文件放入 images/，然后重新导入。",
    },
    image_url: {
      message: "图片 {image} 是网址，而程序不会从网络下载任何内容。",
      next: "请将其下载到导入文件夹中，并改写为文件名。",
    },
    image_outside: {
      message: "图片 {image} 在导入文件夹之外。",
      next: "请将其复制到导入文件夹中，并写明从那里开始的路径。",
    },
    image_missing: {
      message: "没有图片文件 {image}。",
      next: "请检查路径（从导入文件夹开始），然后重新导入。",
    },
    image_too_large: {
      message: "图片 {image} 太大：{found}，上限为 {limit}。",
      next: "请存为更小的图片后重新导入。",
    },
    image_format: {
      message: "文件 {image} 不是可导入的图片格式。",
      next: "请使用 JPEG、PNG、WebP、AVIF、GIF 或 TIFF。",
    },
    image_unreadable: {
      message: "图片 {image} 已损坏：{reason}。",
      next: "请重新保存，或从来源处重新复制，然后重新导入。",
    },
    item_not_taken: {
      message: "条目 {item} 不在目录中。",
      next: "请添加该条目及其图片，或更正编号，然后重新导入。",
    },
    unknown_item: { message: "工作区中没有条目“{item}”。", next: "请在目录中选择其他条目。" },
    unknown_persona: { message: "工作区中没有画像“{persona}”。", next: "请在人群画像中选择其他画像。" },
  },
  persona: {
    short_history: {
      message: "{persona} 的历史中只有 {found, number} 个其他条目，需要 {needed, number} 个。",
      next: "{found, plural, =0 {请选择其他画像或条目。} other {请最多使用 # 个历史条目，或选择其他画像或条目。}}",
    },
    name_taken: { message: "已有名为 {name} 的画像。", next: "请使用其他名称。" },
    invalid: { message: "无法保存画像：{problem}。", next: "请更正后重试。" },
  },
  item: {
    untagged: { message: "条目“{item}”还没有标签。", next: "请先为目录打标签，然后重试。" },
  },
  scenario: {
    invalid: {
      message: "无法使用场景文件 {file}。在“{where}”处：{problem}。",
      next: "请更正文件中的该处，或移除该文件。",
    },
    unknown: { message: "没有场景“{scenario}”。", next: "请使用以下之一：{known}。" },
  },
  preset: {
    unknown: { message: "没有预设 {preset}。", next: "它已被删除，请选择其他预设。" },
  },
  folders: {
    unknown_handle: { message: "该文件夹是在引擎重新启动之前选择的。", next: "请再次选择该文件夹。" },
    outside: {
      message: "文件夹 {folder} 在工作室可查看的范围之外。",
      next: "请选择其他文件夹，或用范围更大的 --root 启动工作室。",
    },
    unreadable: {
      message: "无法读取文件夹 {folder}：{reason}。",
      next: "请检查它是否仍然存在，以及您是否有读取权限。",
    },
    bad_name: {
      message: "“{name}”不能用作文件夹名称。",
      next: "请使用文字、数字、空格和连字符；不能含 / \\ : * ? \" '<' '>' |，首尾不能是点。",
    },
    exists: { message: "已有名为“{name}”的文件夹或文件。", next: "请直接使用它，或换一个名称。" },
    not_made: {
      message: "无法创建文件夹“{name}”：{reason}。",
      next: "请检查您在该处是否有写入权限，以及磁盘是否已满。",
    },
  },

  // --- the tagger
  endpoint: {
    not_chosen: { message: "没有选择服务端点，密钥没有用处。", next: "请先选择服务端点标签器。" },
    other_host: {
      message: "此密钥属于 {host}，但正在使用的标签器位于 {used}。",
      next: "请先使用位于 {host} 的标签器，再输入其密钥。",
    },
    bad_url: {
      message: "无法使用标签器服务端点的地址：{problem}。",
      next: "请输入基础地址，例如 http://localhost:11434/v1，并单独填写 API 密钥。",
    },
    insecure: {
      message: "标签器服务端点 {host} 通过 http 访问，途中的任何人都可能看到您的图片。",
      next: "请使用其 https 地址，或在设置中允许不加密的服务端点。",
    },
    consent_needed: {
      message: "用此服务端点打标签会把目录中的图片和文字发送到 {host}。",
      next: "请在设置中同意发送到 {host}，或使用内置标签器或本机上的服务端点。",
    },
    bad_key: {
      message: "来自 {source} 的 API 密钥含有密钥不允许的字符。",
      next: "请重新复制密钥，不要带空格或换行。",
    },
    no_keychain: {
      message: "无法使用系统密钥库：{reason}。",
      next: "请改为设置环境变量 {variable}。",
    },
    unreachable: {
      message: "无法连接标签器服务端点 {host}：{reason}。",
      next: `请检查它是否在运行、地址是否正确，${tagAgain}`,
    },
    timeout: {
      message: "标签器服务端点 {host} 在 {seconds, number} 秒内没有回答。",
      next: `请给它更多时间，或使用更小的模型，${tagAgain}`,
    },
    unauthorised: {
      message:
        "标签器服务端点 {host} 拒绝了{keySent, select, true {该 API 密钥} other {没有 API 密钥的请求}}（{status}）。",
      next: "请在环境变量 IAMG_ENDPOINT_KEY 或系统密钥库中设置正确的密钥。",
    },
    redirected: {
      message: "标签器服务端点 {host} 转向 {to}；未经您同意，不会向任何主机发送内容。",
      next: "如果信任该主机，请把它的地址设为服务端点。",
    },
    bad_answer: {
      message: "标签器服务端点 {host} 没有给出可用的回答：{problem}。",
      next: "请检查模型名称以及它能否读图，或使用其他模型。",
    },
  },

  // --- jobs, renders and files
  job: {
    cancelled: {
      message:
        "{what, select, import {导入} preparation {准备} tagging {打标签} drawing {绘制} training {微调} evaluation {评估} questionnaire {问卷} judging {评判} other {操作}}已取消。",
      next: "您可以随时重新开始。",
    },
    unknown: { message: "没有任务 {job}。", next: "它已从列表中清除。" },
    wrong_state: {
      message: `“${jobKind}”${state}，无法{wanted, select, pause {暂停} resume {继续} retry {重试} cancel {取消} other {进行此操作}}。`,
      next: "请再看一下任务列表，它可能已经结束。",
    },
    unreadable: {
      message: `“${jobKind}”由本程序的另一个版本保存，无法继续。`,
      next: "请重新开始；它已完成的内容都已保存。",
    },
    unreadable_report: {
      message: `“${jobKind}”的报告由本程序的另一个版本保存，无法显示。`,
      next: "任务的成果都已保存；如需新的报告，请重做一次。",
    },
    lost: {
      message: "此任务运行期间引擎中断了 {restarts, number} 次，没有任何进展。",
      next: "请减少图片或缩小尺寸，或关闭占用内存的其他程序，然后重试。",
    },
  },
  render: {
    unknown: { message: "没有渲染图 {render}。", next: "它已被删除；历史中可以看到现有的渲染图。" },
  },
  recipe: {
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
  },
  image_set: {
    bad_template: { message: "“{template}”不能用作文件名：{problem}。", next: "请使用文字、/ 和 {tokens}。" },
    collision: {
      message: "这些文件会被覆盖：{names}。",
      next: "请选择其他文件夹，或在文件名中加入条目、画像、尺寸和序号。",
    },
    nothing_made: { message: "没有文件可以制作：{reason}。", next: "请检查图集的条目和画像，然后重新开始。" },
    other_pack: {
      message: "此图集开始时使用模型包“{wanted}”，而当前使用“{found}”。",
      next: "请在设置中选择“{wanted}”后重试，或在其他文件夹中重新制作图集。",
    },
    too_large: {
      message: "图集超过 {most, number} 个文件。",
      next: "请减少条目、画像、变体或尺寸；可以让多个图集在队列中等待。",
    },
    no_room: {
      message: `图集约需 ${megabytes("needed")}，而 {folder} 只剩 ${megabytes("free")}。`,
      next: "请选择其他磁盘、减少尺寸，或使用更小的格式。",
    },
  },
  export: {
    not_written: {
      message: "无法写入 {file}：{reason}。",
      next: "请腾出空间或选择其他文件夹，然后重试；之前写好的文件会保留。",
    },
  },
  settings: {
    invalid: { message: "部分设置无法使用：{problems}。", next: "请更正后重试。" },
  },

  // --- fine-tuning
  adapter: {
    unknown: { message: "工作区中没有适配器“{adapter}”。", next: "请选择其他适配器。" },
    changed: {
      message: "{file} 已不是制作适配器“{adapter}”时的文件：其内容已改变。",
      next: "请从来源处重新复制适配器的文件夹。",
    },
    other_pack: {
      message: "适配器“{adapter}”不适用于模型包“{pack}”：{problem}",
      next: "请与训练它时的模型包一起使用，或为此模型包训练一个。",
    },
  },
  training: {
    refused: { message: "无法开始微调：{problems}", next: "请更改所述内容，然后重新检查。" },
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
      message: `约需 ${megabytes("needed")} 内存，可用 ${megabytes("free")}。`,
      next: "请关闭其他程序，或在内存更大的机器上训练。",
    },
    disk: {
      message: `{dir} 所在的磁盘约需 ${megabytes("needed")}，可用 ${megabytes("free")}。`,
      next: "请在该磁盘上腾出空间，或减少保留的检查点。",
    },
    not_finite: {
      message: "第 {step, number} 步出现了非数值（{what}），训练已停止；第 {kept, number} 步的状态已保留。",
      next: "请降低学习率或加强梯度裁剪后重新开始，或继续此次运行。",
    },
    lost: {
      message: "训练进程意外结束（{reason}），当时进行到第 {step, number} 步。",
      next: "请继续此次运行：它会从最近的检查点接着进行。",
    },
    unknown_run: { message: "工作区中没有运行“{run}”。", next: "请在“微调”的运行记录中查看。" },
    no_checkpoint: {
      message: "运行“{run}”的检查点都无法读取：{problems}。",
      next: "请开始新的运行。",
    },
    wrong_state: {
      message: `运行“{run}”${state}，不能进行此操作。`,
      next: "请再看一下它的状态，它可能已经改变。",
    },
    changed_pack: {
      message: "运行“{run}”是在模型包“{pack}”的另一版本上开始的。",
      next: "请换回该版本，或开始新的运行。",
    },
  },

  // --- evaluation
  evaluation: {
    too_few: {
      message:
        "{source, select, interactions {互动记录} other {画像}}中只有 {found, number} 位留出用户可以测量，至少需要 2 位。",
      next: "请导入更多互动记录、保存更多画像、留出更多用户，或选择所有场景。",
    },
    lpips_weights: {
      message: "无法用这些权重测量 LPIPS。{problem}",
      next: "请以 safetensors 格式提供 lpips 软件包（0.1 版，alex 或 vgg）的 state dict，或 torchvision 的 AlexNet 或 VGG16，并在第二个文件中提供该软件包的 heads。",
    },
    other_study: {
      message: "{folder} 中是另一项研究，或是另一个模型包或适配器的研究。",
      next: "请选择其他文件夹，或以完全相同的研究继续。",
    },
    no_study: { message: "{folder} 中没有研究。", next: "请选择研究所在的文件夹。" },
    no_choices: {
      message: "{folder} 中的研究没有可供选择的成品图片。",
      next: "请先把会绘制图片的研究（例如“方法”或“逐项去除”）运行到结束。",
    },
    unknown_study: { message: "没有研究“{study}”。", next: "它可能已被删除，请再看一下列表。" },
    wrong_state: { message: "现在不能对此研究进行此操作。", next: "请再看一下它的状态，它可能已经改变。" },
  },
  preference: {
    no_endpoint: {
      message: "没有设置能评判图片的服务端点。",
      next: "请在“设置 · 标签器”中设置一个，并使用能读图的模型；内置标签器不能评判。",
    },
    bad_answers: {
      message: "{file} 中没有此研究问卷的答案。{problem}",
      next: "请把问卷最后一页保存的文件导入到它所属的研究。",
    },
    no_answers: {
      message: "{folder} 中的研究还没有人作答。",
      next: "请导入参与者的文件，或请模型评判。",
    },
  },

  // --- calls and the engine's process
  rpc: {
    unknown_call: { message: "没有调用“{call}”。", next: "请重新加载页面：它可能比程序旧。" },
    bad_input: { message: "无法这样执行 {call}：{problems}。", next: "请更正后重试。" },
    malformed: { message: "无法读取消息：{problem}。", next: "请重新加载页面。" },
    too_large: { message: "一次的内容太多：上限为 {limit}。", next: "请使用更小的文件，或减少一次的数量。" },
  },
  engine: {
    not_started: { message: "引擎无法启动：{reason}。", next: "请解决所述问题，然后重新启动。" },
    lost: {
      message: "引擎在短时间内中断了 {times, number} 次；最近一次的原因：{reason}。",
      next: "请关闭占用大量内存的其他程序，然后重新启动；已完成的内容都已保存。",
    },
  },
}
