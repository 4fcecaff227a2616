import type { history as english } from "../../en/page/history.ts"
import type { Translation } from "../../translation.ts"

export const history: Translation<typeof english> = {
  title: "历史",
  count: "{count, plural, other {# 张渲染图}}",
  show: "显示的渲染图",
  filters: { all: "全部", starred: "已加星", approved: "已通过", rejected: "已否决", none: "未决定" },
  only: { item: "任意条目", itemIs: "条目：{name}", persona: "任意画像", personaIs: "画像：{name}" },
  renders: "渲染图",
  renderOf: "{item}，面向 {persona}，{verdict}",
  empty: "还没有渲染图",
  noMatch: "没有符合的渲染图",
  emptyText: "您在工作室渲染的每张图片及其配方都保存在这里。",
  markAnother: "再选一张来比较",
  compare: "比较",
  restore: "在工作室中恢复",
  loraGone: "此处没有 LoRA“{name}”，已将其略去。",
  adapterGone: "适配器“{name}”已不存在，因此使用模型包自带的权重。",
  recipeOf: "{item}，面向 {persona}",
  recipe: {
    lambdas: "主要设置",
    metrics: "指标",
    made: "制作时间",
    interests: "兴趣",
    text: "改写后的文本",
    texts: "最近的文本",
    images: "最近的图片",
    adapter: "适配器",
    packsOwn: "无：模型包自带的权重",
    pack: "模型包",
  },
}
