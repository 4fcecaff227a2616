import type { cli as codes } from "../../contract/codes/cli.ts"
import type { WordsOf } from "../words-of.ts"

export const cli: WordsOf<typeof codes> = {
  cli: {
    usage: {
      message: "{problem}。",
      next: "用 `{command} --help` 查看用法。",
    },
    large_grid: "网格有 {images} 张图片，最多允许 {most} 张",
    internal: { message: "程序内部出错：{reason}。", next: "请附上该命令用 --verbose 显示的内容进行报告。" },
    flag_value: "{flag} 为 {value}，但必须是{range}",
    flag_list: "{flag} 含有{value, select, none {空值} other { {value}}}，但每个值都必须是{range}",
    choices: "以下之一：{choices}",
    true_or_false: " true 或 false",
    size: "--size 为 {value}，但必须是 宽x高，每个都是{range}",
    micro_batch: "--micro-batch 为 {value}，但必须能整除批大小 {batch}",
    range:
      "{aboveLeast, select, true {大于 {least}} other { {least}}}{belowMost, select, true {且小于 {most}} other { 到 {most}}}",
    whole: "整数，{range}",
    multiple: "{of} 的倍数，{range}",
    list: "最多 {most} 个，用逗号分隔",
  },
}
