/** Refused rows as a CSV that a spreadsheet opens safely. */
import type { ImportReportWords } from "../../native/words/import-report.ts"
import type { ImportReport } from "./use-check.ts"

/** As import-report.csv of the workspace: `code` is for programs, and the same in every language. */
const columns = ["code", "file", "row", "id", "reason", "next"] as const

/** Cells that begin like a formula are made text (OWASP, CSV injection). */
const cell = (value: string | number | null): string => {
  const text = String(value ?? "")
  const safe = /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

type Row = ImportReport["problems"][number] & { reason: string; next: string }

/** Refused rows under heads in the page's language */
export function csvOf(problems: readonly Row[], { file, line, id, reason, next }: ImportReportWords): string {
  const lines = [
    ["code", file, line, id, reason, next],
    ...problems.map(problem => columns.map(name => problem[name])),
  ]
  // With a byte-order mark, which Excel needs to read UTF-8.
  return `\uFEFF${lines.map(line => line.map(cell).join(",")).join("\r\n")}`
}
