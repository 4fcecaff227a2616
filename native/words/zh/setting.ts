import type { SettingValueWords } from "../setting-text.ts"
import type { AllSettingWords } from "../setting-words.ts"

export const setting: AllSettingWords = {
  lambda1: { label: "λ1 · 文本", explain: "改写后的文本对画面的引导强度。" },
  lambda2: {
    label: "λ2 · 兴趣",
    explain: "画像的兴趣对画面的引导强度。",
    off: "此模型包没有兴趣注意力：微调后可启用。",
  },
  imageScale: {
    label: "图片强度",
    explain: "条目自身图片的引导强度。",
    off: "此模型包无法参考条目自身的图片。",
  },
  structure: {
    label: "结构",
    explain: "条目自身的轮廓对布局的约束强度。",
    off: "此模型包没有 ControlNet：请在设置中获取，或用 iamg pack add --controlnet edges=DIR 添加自己的。",
  },
  structureKind: {
    label: "结构依据",
    explain: "由什么来表明各部分的位置。",
    options: {
      edges: "轮廓",
      tile: "图片本身",
      depth: "深度图",
      sketch: "草图",
      pose: "姿态图",
      own: "其他图片",
    },
  },
  structureOf: {
    label: "结构范围",
    explain: "“结构”只保留主体，还是连同背景一起保留。",
    options: { subject: "主体", whole: "整幅图片" },
  },
  structureHint: {
    label: "结构图片",
    explain: "由您提供、表明各部分位置的图片。",
  },
  start: {
    label: "从原图开始",
    explain: "开始绘制时保留多少条目自身的图片（百分比）。0 表示从噪声开始。",
  },
  tags: { label: "H · 画像标签", explain: "使用多少个画像标签。" },
  history: { label: "k · 历史", explain: "最近多少个条目计入。" },
  neighbours: { label: "K · 近邻", explain: "检索多少个相似的文本和图片。" },
  steps: { label: "步数", explain: "步数越多越精细，也越慢。" },
  guidance: { label: "引导", explain: "遵循文本、图片和兴趣的程度。" },
  guidanceRescale: { label: "引导回缩", explain: "减轻强引导可能带来的刺眼颜色。" },
  guidanceLow: {
    label: "引导噪声下限",
    explain: "噪声占比低于此值时（绘制后期）不使用引导，这些步骤用时约减半。",
  },
  guidanceHigh: {
    label: "引导噪声上限",
    explain: "噪声占比高于此值时（绘制初期）不使用引导，变化更多，这些步骤用时约减半。",
  },
  avoid: { label: "避免的词语", explain: "画面中不应出现的内容（负向提示词），用逗号分隔。" },
  scheduler: {
    label: "采样器",
    explain: "把噪声变成图片的方法。",
    options: {
      ddim: "DDIM",
      "dpmpp-2m": "DPM-Solver++ 2M",
      "dpmpp-2m-karras": "DPM-Solver++ 2M Karras",
      lcm: "LCM",
    },
  },
  seed: { label: "种子", explain: "相同的种子和设置会得到相同的图片。" },
  count: { label: "变体数量", explain: "生成多少张图片；每张使用下一个种子。" },
  width: { label: "宽度", explain: "图片的宽度，以像素计。" },
  height: { label: "高度", explain: "图片的高度，以像素计。" },
  fit: {
    label: "长文本",
    explain: "改写后的文本超出模型可读的长度时，如何截短。",
    options: { paper: "与论文一致", "keep-tags": "保留标题和标签" },
  },
  excludeSelf: { label: "近邻中排除条目自身", explain: "条目不会被检索为自己的近邻。" },
  adapter: { label: "适配器", explain: "用于绘制的微调权重。" },
  loras: { label: "LoRA", explain: "附加在模型上的小型权重，带来某种风格或主体。" },
  loraStrength: {
    label: "LoRA 强度",
    explain: "所有 LoRA 共同作用的强度；用于少步数的 LoRA 保持自身强度。",
  },
  protect: {
    label: "保护区域",
    explain: "条目蒙版的名称：其图片中保持原样的部分。",
  },
  placeScale: {
    label: "画面中的大小",
    explain: "条目图片的大小；1 表示铺满画面。图片较小时，周围的新区域由模型绘制。",
  },
  placeX: { label: "画面中向右", explain: "条目图片偏离画面中心向右的距离，以宽度的比例表示。" },
  placeY: { label: "画面中向下", explain: "条目图片偏离画面中心向下的距离，以高度的比例表示。" },
  protectWhole: {
    label: "保护整张图片",
    explain: "条目的整张图片保持原样，只绘制其周围的部分。",
  },
  excludedNeighbours: { label: "排除的近邻", explain: "不会被检索为近邻的条目。" },
  excludedHistory: { label: "排除的历史", explain: "不计入的历史条目。" },
}

export const settingValue: SettingValueWords = {
  on: "是",
  off: "否",
  none: "无",
  separator: "、",
  packsOwn: "模型包自带",
}
