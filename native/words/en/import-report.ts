/** Heads of the columns of import-report.csv. */
export const importReport = {
  file: "file",
  line: "line",
  id: "id",
  reason: "reason",
  next: "what to do",
}
