import { expect, test } from "vitest"
import { neutraliseCell, toCsv } from "./csv.ts"

test("cells that a spreadsheet would run are shown as text", () => {
  for (const text of ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=1"])
    expect(neutraliseCell(text)).toBe(`'${text}`)
  expect(neutraliseCell("a=b")).toBe("a=b")
})

test("fields are quoted where they must be, and numbers stay numbers", () => {
  expect(
    toCsv(
      ["a", "b"],
      [
        ["x,y", -1.5],
        ['say "hi"\nagain', null],
      ],
    ),
  ).toBe('a,b\r\n"x,y",-1.5\r\n"say ""hi""\nagain",\r\n')
  expect(toCsv(["a"], [['=HYPERLINK("x")']])).toBe(`a\r\n"'=HYPERLINK(""x"")"\r\n`)
})
