import { expect, test } from "vitest"
import { importReportIn } from "../../native/words/import-report.ts"
import { csvOf } from "./csv.ts"

test("quotes are doubled and formulas made text", () => {
  const problem = {
    file: "items.csv",
    row: 3,
    id: "=1+1",
    code: "x",
    details: {},
    reason: 'no "image", sorry',
    next: "-",
  }
  const row = `x,items.csv,3,'=1+1,"no ""image"", sorry",'-`
  expect(csvOf([problem], importReportIn("en"))).toBe(`\uFEFFcode,file,line,id,reason,what to do\r\n${row}`)
  expect(csvOf([problem], importReportIn("zh-Hans"))).toBe(`\uFEFFcode,文件,行,编号,原因,如何处理\r\n${row}`)
})
