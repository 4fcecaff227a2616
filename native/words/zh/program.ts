import type { program as codes } from "../../contract/codes/program.ts"
import type { WordsOf } from "../words-of.ts"

export const program: WordsOf<typeof codes> = {
  program: {
    unexpected: {
      message: "程序内部出错。",
      next: "请重试。如果再次发生，请附上“设置”中的诊断信息进行报告。",
    },
    quoted: "{text}",
    kept: "{text}",
  },
  file: {
    missing: "没有这个文件",
    no_file: "它不是文件",
    no_folder: "它不是文件夹",
    not_opened: "无法打开",
    too_large: "它有 {size, number} 字节，最多允许 {most, number} 字节",
    over_limit: "它超过了 {limit}",
    drive_full: "磁盘已满",
    not_allowed: "没有访问权限",
    read_only: "磁盘为只读",
    in_the_way: "路径中的一部分是文件，不是文件夹",
    is_folder: "已有同名文件夹",
    name_too_long: "名称太长",
    lost: "其中有文件缺失",
    damaged: "其中有文件已损坏",
    written_by_others: "另一个程序正在写入",
  },
  network: {
    unknown_host: "找不到该名称的服务器",
    no_lookup: "无法解析其名称，请检查本机是否联网",
    refused: "服务器拒绝连接",
    broken_off: "连接中断",
    no_answer: "服务器没有回应",
    unreachable: "无法连接到服务器",
  },
  value: {
    at: "{where}：{problem}",
    setting: "{name} 为 {value}：{problem}",
    wrong_type:
      "必须是{expected, select, string {文本} number {数字} int {整数} boolean { true 或 false} array {列表} object {对象} record {对象} date {日期} other {其他类型}}",
    too_small: "必须{exclusive, select, true {大于} other {不小于}} {minimum}",
    too_large: "必须{exclusive, select, true {小于} other {不大于}} {maximum}",
    too_few: "至少要有 {minimum} 项",
    too_many: "最多可有 {maximum} 项",
    too_short: "至少要有 {minimum} 个字符",
    too_long: "最多可有 {maximum} 个字符",
    not_one_of: "必须是以下之一：{choices}",
    unknown_keys: "这里没有 {keys}",
    bad_format: "格式不符合 {format}",
    no_multiple: "必须是 {of} 的倍数",
    invalid: "格式不正确",
    must_hold: "其中必须包含 {text}",
    pattern: "必须符合 {pattern}",
  },
}
