import { expect, test } from "vitest"
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
  expect(csvOf([problem])).toBe(
    '\uFEFFfile,row,id,reason,next\r\nitems.csv,3,\'=1+1,"no ""image"", sorry",\'-',
  )
})
