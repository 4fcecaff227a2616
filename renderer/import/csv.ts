/** Refused rows as a CSV that a spreadsheet opens safely. */
import type { ImportReport } from "./use-check.ts"

const header = ["file", "row", "id", "reason", "next"] as const

/** Cells that begin like a formula are made text (OWASP, CSV injection). */
const cell = (value: string | number | null): string => {
  const text = String(value ?? "")
  const safe = /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

type Row = ImportReport["problems"][number] & { reason: string; next: string }

export const csvOf = (problems: readonly Row[]): string =>
  // With a byte-order mark, which Excel needs to read UTF-8.
  `\uFEFF${[header.join(","), ...problems.map(problem => header.map(name => cell(problem[name])).join(","))].join("\r\n")}`
