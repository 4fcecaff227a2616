import type { upscale as english } from "../../en/page/upscale.ts"
import type { Translation } from "../../translation.ts"

export const upscale: Translation<typeof english> = {
  title: "放大",
  explain: "放大后的图片会与原图一同保留。受保护的部分取自条目自己的图片。",
  needed: "需要一个放大模型，例如 Real-ESRGAN。请在下方添加其文件，或为已下载的模型包获取一个。",
  upscaler: "放大模型",
  ofPack: "模型包自带",
  none: "无",
  file: "添加文件…",
  chooseFile: "选择放大模型",
  broughtIn: "放大模型 {name} 已加入工作区",
  times: "尺寸",
  timesTo: "{factor, number} 倍（{width, number, ::group-off} × {height, number, ::group-off}）",
  cancel: "取消",
  upscale: "放大",
  started: "正在制作放大的图片",
}
