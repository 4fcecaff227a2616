import type { history as english } from "../en/history.ts"
import type { Translation } from "../translation.ts"

export const history: Translation<typeof english> = {
  title: "历史",
  count: "{count, plural, other {# 张渲染图}}",
  show: "显示哪些",
  filters: { all: "全部", starred: "已加星", approved: "已通过", rejected: "已否决", none: "未决定" },
  renders: "渲染图",
  renderOf: "{item}，面向 {persona}，{verdict}",
  empty: "还没有渲染图",
  noMatch: "没有符合的渲染图",
  emptyText: "您在工作室渲染的每张图片及其配方都保存在这里。",
  mark: "比较（C）",
  markAnother: "再选一张来比较",
  compare: "比较",
  restore: "在工作室中恢复",
  recipeOf: "{item}，面向 {persona}",
  recipe: {
    lambdas: "强度",
    seed: "种子",
    metrics: "度量",
    made: "制作时间",
    sampling: "采样",
    size: "尺寸",
    interests: "兴趣",
    text: "读入文本",
    texts: "最近的文本",
    images: "最近的图片",
    pack: "模型包",
  },
}
