import type { importReport as english } from "../en/import-report.ts"
import type { Translation } from "../translation.ts"

export const importReport: Translation<typeof english> = {
  file: "文件",
  line: "行",
  id: "编号",
  reason: "原因",
  next: "如何处理",
}
