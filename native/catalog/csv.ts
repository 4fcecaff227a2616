/** CSV for people to open in a spreadsheet, where no cell may act as a formula. */
import type { ImportProblem } from "../contract/import.ts"
import { importReportIn } from "../words/import-report.ts"
import type { Locale } from "../words/locale.ts"
import { speak } from "../words/speak.ts"

export type Cell = string | number | null

/** A text as a cell that a spreadsheet shows as it is, even when it starts like a formula. */
export const neutraliseCell = (text: string): string =>
  /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** A file's path that no spreadsheet takes for a formula, and that still names the file. */
export const fileCell = (path: string): string => (neutraliseCell(path) === path ? path : `./${path}`)

/** Without it, Excel reads UTF-8 as the letters of the system's old encoding. */
const byteOrderMark = "\uFEFF"

/** CSV per RFC 4180, with every text neutralised; numbers stay numbers. */
export function toCsv(header: readonly string[], rows: Iterable<readonly Cell[]>): string {
  const cell = (value: Cell) =>
    typeof value === "string" ? quoted(neutraliseCell(value)) : String(value ?? "")
  const lines = [header, ...rows].map(row => row.map(cell).join(","))
  return `${byteOrderMark}${lines.join("\r\n")}\r\n`
}

/** The refused rows of an import, one a line, for people; `code`, which comes first, is the same in every language. */
export function problemsToCsv(problems: readonly ImportProblem[], locale: Locale): string {
  const say = speak(locale)
  const { file, line, id, reason, next } = importReportIn(locale)
  return toCsv(
    ["code", file, line, id, reason, next],
    problems.map(({ file, row, id, ...problem }) => {
      const { message, next } = say.error(problem)
      return [problem.code, file, row, id, message, next]
    }),
  )
}
