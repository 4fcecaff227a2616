import type { cli as codes } from "../../contract/codes/cli.ts"
import type { WordsOf } from "../words-of.ts"

export const cli: WordsOf<typeof codes> = {
  cli: {
    usage: {
      message: "{problem}。",
      next: "用 `{command} --help` 查看用法。",
    },
    unknown_language: "没有语言 {language}，只有 {known}",
    unknown_option: "没有选项 {option}{near, select, none {} other {；最接近的是 {near}}}",
    unknown_command: "没有命令 {command}{near, select, none {} other {；最接近的是 {near}}}",
    missing_argument:
      "缺少参数{argument, select, adapter {“适配器”} component {“组件”} dir {“文件夹”} file {“文件”} files {“文件”} folder {“文件夹”} name {“名称”} pack {“模型包”} persona {“画像”} study {“研究”} other { {argument}}}",
    missing_value: "{option} 需要一个值",
    missing_option: "缺少必需的 {option}",
    too_many_arguments: "给出了 {given, number} 个参数，最多只能有 {most, number} 个",
    items_or_all: "请指定 --items 或 --all 其中之一",
    nothing_named: "请用以下选项之一指明对象：{flags}",
    erase_unsure: "清除顾客 {shopper} 后无法恢复；如果确定，请加上 --yes",
    names_none: "{flag} 没有给出任何名称",
    names_unread: "{flag} 指定的 {file} 无法读取：{reason}",
    item_and_persona: "请指定 --item 和 --persona，或指定 --recipe",
    recipe_says: "--recipe 已经决定了 {flag} 的内容",
    endpoint_and_model: "--tagger endpoint 需要 --endpoint 和 --model",
    again_without_host: "--fetch-again 需要 --fetch-from",
    layout: "--layout 为 {value}，应为 名称 或 名称@尺寸，其中尺寸须由 --channel-size 指定",
    channel_size:
      "--channel-size 为 {value}，应为 {names} 之一，或 名称=宽x高，其后可加 :crop、:pad 或 :extend",
    focus: "--focus 为 {value}，应形如 0.5,0.3",
    large_grid: "网格有 {images} 张图片，最多允许 {most} 张",
    internal: { message: "程序内部出错：{reason}。", next: "请附上该命令用 --verbose 显示的内容进行报告。" },
    flag_value: "{flag} 为 {value}，应为：{range}",
    flag_list: "{flag} 含有{value, select, none {空值} other { {value}}}，每个值应为：{range}",
    choices: "{choices} 之一",
    host: "主机名，例如 cdn.example.com",
    true_or_false: "true 或 false",
    lora: "--lora 为 {value}，应为名称，或 名称=强度，强度为 −{strongest} 到 {strongest}",
    loras: "--lora 为 {value}，应为互不相同的名称，最多 {most} 个，强度为 −{strongest} 到 {strongest}",
    size: "--size 为 {value}，应为 宽x高，两者应为：{range}",
    micro_batch: "--micro-batch 为 {value}，应能整除批大小 {batch}",
    range:
      "{aboveLeast, select, true {大于 {least}} other {{least}}}{belowMost, select, true {且小于 {most}} other { 到 {most}}}",
    whole: "整数，{range}",
    whole_number: "整数",
    multiple: "{of} 的倍数，{range}",
    approved_draws_nothing: "使用 --approved 时不绘制图片，因此 --best-of 和 --held 不起作用",
    held_of: "--held 用于继续以 --best-of 开始的图片集：请同时给出 --best-of",
    text: "最多 {most} 个字符",
    list: "最多 {most} 个，用逗号分隔",
  },
}
