/** What `iamg --help` says, in Chinese, by its English. help.test.ts finds a text that is missing here. */
export const help: Readonly<Record<string, string>> = {
  "I-AM-G Studio: personalised catalog images on your own machine.":
    "I-AM-G 工作室：在您自己的机器上制作个性化的目录图片。",
  "print JSON for programs": "输出供程序使用的 JSON",
  "say on stderr what is done, and the stack of an error": "在标准错误中说明所做的事，以及错误的堆栈",
  "language of what is printed: en or zh (default: the system's)":
    "输出所用的语言：en 或 zh（默认：系统的语言）",
  "output the version number": "显示版本号",
  "display help for command": "显示命令的帮助",
  "import a catalog into a workspace, which is made when it isn't there, and make it ready":
    "把目录导入工作区（没有时会建立），并使其就绪",
  "folder of the workspace": "工作区的文件夹",
  "model pack (default: the starter pack that ships with the program)":
    "模型包（默认：随程序提供的入门模型包）",
  "where models run": "模型在哪里运行",
  "scenario of the items that name none": "未写明场景的条目所用的场景",
  "format of the catalog": "目录的格式",
  "k: shoppers need k + 1 liked items to become personas (default 5)":
    "k：顾客需要有 k + 1 个喜欢的条目才能成为画像（默认 5）",
  "dates such as 02/01/2024: day or month first, where they don't show it themselves":
    "02/01/2024 这类日期：日在前还是月在前（无法从日期本身看出时）",
  "only import: no embeddings, no tags": "只导入：不生成嵌入，也不打标签",
  "folder with items.csv or items.jsonl, or a MovieLens, MIND or POG layout":
    "含 items.csv 或 items.jsonl 的文件夹，或 MovieLens、MIND、POG 格式的文件夹",
  "tag the items of a workspace; what a tagger has tagged before is left alone":
    "为工作区的条目打标签；同一标签器打过的保持不变",
  "who tags": "由谁打标签",
  "only items of this scenario": "仅此场景的条目",
  "tag again what this tagger has tagged before": "重新标记此标签器标记过的条目",
  "OpenAI-compatible endpoint, e.g. http://localhost:11434/v1 of Ollama":
    "兼容 OpenAI 的服务端点，例如 Ollama 的 http://localhost:11434/v1",
  "the endpoint's model that reads texts": "服务端点中读取文本的模型",
  "the endpoint's model that looks at pictures (default: --model)":
    "服务端点中查看图片的模型（默认：--model）",
  "send pictures and texts to this host (repeatable)": "允许把图片和文本发送到此主机（可重复）",
  "how long the endpoint may take for one answer (default 120)": "服务端点回答一次可用的时间（默认 120）",
  "show tags that mean the same; join them for counting, or take a join back":
    "显示含义相同的标签；合并计数，或撤销合并",
  "join all that are proposed": "合并所有建议的标签",
  "read this tag as itself again (repeatable)": "把此标签恢复为其自身（可重复）",
  "list the items of a workspace with their tags": "列出工作区的条目及其标签",
  "only items whose id or title contains these words": "仅编号或标题含有这些词的条目",
  "leave out the first items": "略去最前面的条目",
  "list at most so many items": "最多列出这么多条目",
  "list, show and make personas": "列出、显示和建立画像",
  "list the personas of a workspace (the default)": "列出工作区的画像（默认）",
  "only personas of this scenario": "仅此场景的画像",
  "show one persona and its history": "显示一个画像及其历史",
  "id or name": "编号或名称",
  "make a persona of a list of items": "用一组条目建立画像",
  "an item of its history, most recent first (repeatable)": "其历史中的条目，最近的在前（可重复）",
  "a tag that always counts (repeatable)": "始终计入的标签（可重复）",
  "a tag that never counts (repeatable)": "从不计入的标签（可重复）",
  "make images of an item for a persona; or, with --recipe, the same pixels again":
    "为画像制作条目的图片；或用 --recipe 重新生成相同的像素",
  "the item": "条目",
  "id or name of the persona": "画像的编号或名称",
  "an image that carries a recipe, or a recipe.json: replays it (only --count adds to it)":
    "带有配方的图片或 recipe.json：按其重新生成（只可再加 --count）",
  "a fine-tuned adapter: its id, name or folder": "微调得到的适配器：编号、名称或文件夹",
  "folder for images, comparison sheet and recipe.json": "存放图片、对比图和 recipe.json 的文件夹",
  "pixels, multiples of 64 (default: the pack's own size)": "像素，64 的倍数（默认：模型包自身的尺寸）",
  "make a grid of images over the settings that get lists, with a contact sheet and a CSV":
    "对给出列表的设置制作图片网格，附联系表和 CSV",
  "folder for the images, contact-sheet.png and sweep.csv":
    "存放图片、contact-sheet.png 和 sweep.csv 的文件夹",
  "make an image set: items × personas × variants, as files; the same line again goes on after a stop":
    "制作图集：条目 × 画像 × 变体，存为文件；中断后再次运行同一命令即可继续",
  "ids, by comma, or @file with one a line": "编号，用逗号分隔；或 @文件，每行一个",
  "all items that the personas are about": "画像所涉及的所有条目",
  "ids or names, by comma, or @file with one a line": "编号或名称，用逗号分隔；或 @文件，每行一个",
  "images of each item and persona": "每个条目和画像的图片数",
  "take approved renders, and draw nothing": "使用已通过的渲染图，不绘制",
  "what the contact sheet is headed": "联系表的标题",
  "file names below --out, of {item} {title} {persona} {scenario} {size} {width} {height} {seed} {n} {ext} (default: {persona}/{item}-{size}-{n}.{ext})":
    "--out 下的文件名，可用 {item} {title} {persona} {scenario} {size} {width} {height} {seed} {n} {ext}（默认：{persona}/{item}-{size}-{n}.{ext}）",
  "kind of image file": "图片文件的格式",
  "of JPEG, WebP and AVIF (default: 90)": "用于 JPEG、WebP 和 AVIF（默认：90）",
  "square, portrait, story, wide, thumbnail, or name=WIDTHxHEIGHT with :pad to keep the whole image; may be repeated (default: as drawn)":
    "square、portrait、story、wide、thumbnail，或 名称=宽x高，加 :pad 可保留整张图片；可重复（默认：按绘制尺寸）",
  "where crops stay, as shares of width and height (default: 0.5,0.5)":
    "裁剪保留的位置，为宽和高的比例（默认：0.5,0.5）",
  "behind padded images (default: #ffffff)": "补边图片的背景（默认：#ffffff）",
  "working copies, with the recipe inside": "工作副本，内含配方",
  "leave the contact sheet out": "不制作联系表",
  "only tell what it would take": "只说明所需的时间和空间",
  "folder for the files": "存放文件的文件夹",
  "fine-tune the model on the catalog; Ctrl-C pauses, and --resume goes on from there":
    "在目录上微调模型；Ctrl-C 暂停，--resume 从该处继续",
  updates: "更新次数",
  "samples that an update learns from": "每次更新学习的样本数",
  "samples at once, a divisor of the batch; as many as fit if left out":
    "同时处理的样本数，须能整除批大小；不写则尽可能多",
  "learning rate": "学习率",
  "learning rate over the run": "学习率在运行中的变化",
  "updates until the learning rate is whole": "学习率达到全值之前的更新次数",
  "decoupled weight decay": "解耦的权重衰减",
  "longest gradient; 0 leaves it as it is": "梯度的最大长度；0 表示不限制",
  "keeps the moving average of the weights; 0 keeps the weights": "保留权重的移动平均；0 表示保留权重本身",
  "λ2 while training": "训练时的 λ2",
  "samples without image": "去掉图片的样本比例",
  "samples without text": "去掉文本的样本比例",
  "samples without either": "两者都去掉的样本比例",
  "how pictures become square": "图片如何变为正方形",
  "users who are only measured": "仅用于测量的用户比例",
  "updates between two measurements": "两次测量之间的更新次数",
  "updates between two sets of sample images; 0 draws none": "两组示例图片之间的更新次数；0 表示不绘制",
  "updates between two checkpoints": "两个检查点之间的更新次数",
  "checkpoints kept": "保留的检查点数",
  "decides every chance": "决定所有随机性",
  "of the adapter that it leaves": "所得适配器的名称",
  "go on from an adapter instead of the pack's own weights": "从适配器而不是模型包自身的权重开始",
  "don't give way to other programs": "不为其他程序让步",
  "only look at the data, and at what it will take": "只查看数据以及所需的资源",
  "list the runs of the workspace": "列出工作区的运行",
  "go on with a run; takes no settings": "继续一次运行；不接受设置",
  "list fine-tuned adapters, and bring them in and out": "列出微调得到的适配器，以及导入和导出",
  "list the adapters of a workspace": "列出工作区的适配器",
  "give an adapter another name; images keep knowing it": "为适配器改名；图片仍能认出它",
  "delete an adapter; images that were made with it stay": "删除适配器；用它制作的图片会保留",
  "copy an adapter's folder into the workspace": "把适配器的文件夹复制到工作区",
  "copy an adapter to a new folder inside another": "把适配器复制到另一文件夹中的新文件夹",
  "measure personalisation on held-out users, as the paper does; the same line again goes on after a stop":
    "如论文所述，在留出用户上测量个性化；中断后再次运行同一命令即可继续",
  "a fine-tuned adapter, by id or name: compared in methods, used in the others":
    "微调得到的适配器（编号或名称）：在 methods 中比较，在其他研究中使用",
  "folder for report.html, results.csv, results.json and images":
    "存放 report.html、results.csv、results.json 和图片的文件夹",
  "held-out users at most": "留出用户的上限",
  "images of each arm for each user": "每位用户每组的图片数",
  "users that count as held out": "算作留出用户的比例",
  "what is compared; retrieval and time draw no series of images":
    "比较什么；retrieval 和 time 不绘制图片系列",
  "let people or a judging model rank what a study drew, not knowing which method drew it":
    "让人或评判模型对研究绘制的图片排序，且不知道由哪种方法绘制",
  "write a page that asks people; it works offline, and saves a file of answers":
    "写出向人提问的页面；可离线使用，并保存答案文件",
  "the page, e.g. questionnaire.html": "页面，例如 questionnaire.html",
  "items that each participant ranks": "每位参与者排序的条目数",
  "take in the files that participants sent, and report": "读入参与者发来的文件并生成报告",
  "ask a model that looks at images; the same line again goes on after a stop":
    "请能看图的模型评判；中断后再次运行同一命令即可继续",
  "a model that looks at images": "能看图的模型",
  "times each item is asked, images moved on": "每个条目询问的次数，图片依次换位",
  "how long one answer may take": "一次回答可用的时间",
  "print the recipe of an image": "显示图片的配方",
  "a PNG, JPEG, WebP or AVIF image, or a recipe.json": "PNG、JPEG、WebP 或 AVIF 图片，或 recipe.json",
  "look at model packs and put them together": "查看和组装模型包",
  "say what a pack is and what it can do, and check every tensor's name and shape":
    "说明模型包是什么、能做什么，并检查每个张量的名称和形状",
  "compare every file with the hash that pack.json lists for it": "把每个文件与 pack.json 中的哈希比较",
  "folder of the pack, or a diffusers folder": "模型包的文件夹，或 diffusers 文件夹",
  "assemble a pack from separate downloads": "用分别下载的文件组装模型包",
  "diffusers folder, or single-file checkpoint (.safetensors)":
    "diffusers 文件夹，或单文件检查点（.safetensors）",
  "needed with a single-file checkpoint": "使用单文件检查点时需要",
  "what a single-file SD 2.x predicts": "单文件 SD 2.x 所预测的量",
  "e.g. ip-adapter_sd15.safetensors": "例如 ip-adapter_sd15.safetensors",
  "CLIPVisionModelWithProjection that the IP-Adapter was trained with":
    "训练 IP-Adapter 时所用的 CLIPVisionModelWithProjection",
  "CLIPTextModelWithProjection that matches the image encoder":
    "与图像编码器配套的 CLIPTextModelWithProjection",
  "an IS-Net-shaped .onnx file: 1024×1024 pixels in, a mask out":
    "IS-Net 形式的 .onnx 文件：输入 1024×1024 像素，输出蒙版",
  "weights of the interest attention": "兴趣注意力的权重",
  "the pack's name (default: its folder's)": "模型包的名称（默认：其文件夹名）",
  "licence of the downloads": "下载内容的许可证",
  "where the downloads come from": "下载内容的来源",
  "what the model was trained on": "模型的训练数据",
  "side of the images it was trained on": "训练图片的边长",
  "the classifier-free guidance that suits it (default: 7.5)": "适合它的引导强度（默认：7.5）",
  "copy files; by default they share their bytes with the downloads where possible":
    "复制文件；默认尽可能与下载内容共用",
  "folder of the new pack; nothing may be there yet": "新模型包的文件夹；其中不能有内容",
  "run a model pack's networks by hand": "手动运行模型包的网络",
  "run one component on the tensors of a safetensors file": "用 safetensors 文件中的张量运行一个组件",
  "safetensors file with the component's inputs, by name": "含该组件输入（按名称）的 safetensors 文件",
  "safetensors file for its outputs": "存放输出的 safetensors 文件",
  "folder of the model pack": "模型包的文件夹",
  "which network": "哪个网络",
  "import the sample catalog and personalise one of its items": "导入示例目录并个性化其中一个条目",
  "an item of the sample catalog": "示例目录中的条目",
  "id or name of one of its personas": "其中一个画像的编号或名称",
  "folder for the workspace, images, comparison sheet and recipe": "存放工作区、图片、对比图和配方的文件夹",
  "open the studio for a browser on this machine; ends with Ctrl-C":
    "在本机浏览器中打开工作室；按 Ctrl-C 结束",
  "port on 127.0.0.1 (default: a free one)": "127.0.0.1 上的端口（默认：空闲端口）",
  "folder of the workspace (default: the one in your data folder, made with the sample catalog)":
    "工作区的文件夹（默认：数据文件夹中用示例目录建立的工作区）",
  "folder that the studio's folder picker stays inside (default: your home folder)":
    "工作室的文件夹选择器不会离开的文件夹（默认：您的主文件夹）",
  "open it in the default browser": "在默认浏览器中打开",
  "Usage:": "用法：",
  "Options:": "选项：",
  "Commands:": "命令：",
  "Arguments:": "参数：",
  "the scenario's": "场景的默认值",
  "the pack's": "模型包的默认值",
  "; default": "；默认",
  each: "每个",
  "Exit codes: 0 done; 1 it could not be done (the reason is on stderr); 2 wrong usage; 130 stopped by Ctrl-C.":
    "退出码：0 已完成；1 无法完成（原因见标准错误）；2 用法错误；130 被 Ctrl-C 停止。",
  'With --json, stdout holds one JSON value: the result, or {"error": {code, message, next, details}}.':
    '使用 --json 时，标准输出含有一个 JSON 值：结果，或 {"error": {code, message, next, details}}。',
  "An API key is taken from IAMG_ENDPOINT_KEY or the system's keychain.":
    "API 密钥取自 IAMG_ENDPOINT_KEY 或系统密钥库。",
  "With --json: one line a step with `step` and `loss`, then one with the run.":
    "使用 --json 时：每步一行，含 `step` 和 `loss`，最后一行为此次运行。",
}
