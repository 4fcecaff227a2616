import type { sheet as english } from "../en/sheet.ts"
import type { Translation } from "../translation.ts"

export const sheet: Translation<typeof english> = {
  unnamedSet: "图集",
  original: "原图",
  seed: "种子 {seed}",
  personalised: "为 {persona} 个性化",
  kinds: {
    "movie-poster": "电影海报",
    "news-poster": "新闻配图",
    outfit: "服装搭配",
    product: "商品",
  },
  liked: "{persona} 在最近 {count, number} 个条目中喜欢的",
  pinned: "固定",
  noTags: "未使用画像标签。",
  more: "另有 {count, number} 个",
  text: "文本",
  interest: "兴趣",
  tags: "标签",
  pack: "模型包 {pack}",
  solver: "{scheduler}，{steps, number} 步，引导 {guidance}",
  credit: "AI 生成的图片",
  program: "I-AM-G 工作室",
  images: "{count, number} 张图片",
  held: "{count, number} 张待查看",
  firstImages: "{count, number} 张图片中的前 {shown, number} 张",
}
