import type { table as codes } from "../../contract/codes/table.ts"
import type { WordsOf } from "../words-of.ts"

export const table: WordsOf<typeof codes> = {
  table: {
    unclear_encoding: {
      message: "无法确定 {file} 使用的编码，可能是：{likely}。",
      next: "请在导入的第一步中选择编码，或在命令行中注明，例如 --encoding gbk；也可以把文件另存为 UTF-8。",
    },
    several_tables: {
      message: "{dir} 中有多个可能是目录的表格：{files}。",
      next: "请直接选择其中的文件，而不是文件夹。",
    },
    no_sheet: {
      message: "{file} 中没有工作表“{sheet}”{found, select, none {} other {；现有的工作表：{found}}}。",
      next: "请填写其中一个工作表的名称。",
    },
    no_column: {
      message: "{file} 中没有“{column}”列{found, select, none {} other {；现有的列：{found}}}。",
      next: "请按文件首行中的写法填写列名。",
    },
    nothing_continued: {
      message: "这一行属于商品 {id}，但该商品没有任何一行被导入。",
      next: "请更正该商品的首行，然后重新导入。",
    },
    read_as: "{file} 按 {encoding} 编码读取",
    undecodable: "其中有在该文件编码下不是文字的字节；请选择正确的编码，或更正该行",
    zero_bytes: "其中有零字节，文本中不应出现",
    no_text: "它不是文本",
    no_table: "它的开头不是列名",
    doctype: "它带有文档类型声明（DTD），程序不读取；请将其删除",
    no_xml: "第 {line, number} 行不是格式正确的 XML（{problem}）",
    deep_xml: "其元素嵌套过深",
    no_excel: "它不是完整的 Excel 文件（{problem}）",
    old_excel: "它是旧版 Excel 文件（.xls）或设有密码；请另存为不带密码的 .xlsx",
    no_sheets: "其中没有含单元格的工作表",
    unpacked: "解压后 {limit}",
    ratio: "任一部分解压后不超过其大小的 {most, number} 倍",
    parts: "{most, number} 个部分",
    cells: "{most, number} 个单元格",
    columns: "{most, number} 列",
    too_many_fields: "其元素超过 {most, number} 个",
    pictures_left_out: "部分条目只保留了前 {most, number} 张其他图片。",
    fields_left_out: "{file} 的部分行只保留了前 {most, number} 个其他列。",
    cut_field: "“{column}”列在部分行中被截短到 {most, number} 个字符。",
  },
}
