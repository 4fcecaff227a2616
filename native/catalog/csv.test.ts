import { expect, test } from "vitest"
import { fileCell, neutraliseCell, problemsToCsv, toCsv } from "./csv.ts"

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
  ).toBe('\uFEFFa,b\r\n"x,y",-1.5\r\n"say ""hi""\nagain",\r\n')
  expect(toCsv(["a"], [['=HYPERLINK("x")']])).toBe(`\uFEFFa\r\n"'=HYPERLINK(""x"")"\r\n`)
})

test("a file's cell is no formula and names the file", () => {
  expect(fileCell("a/-5.png")).toBe("a/-5.png")
  expect(fileCell("-5.png")).toBe("./-5.png")
  expect(toCsv(["file"], [[fileCell("=x.png")]])).toBe("\uFEFFfile\r\n./=x.png\r\n")
})

test("refused rows are said in the language that is asked for, behind a code that is the same in all", () => {
  const refused = [
    { file: "items.csv", row: 4, id: "i1", code: "catalog.no_image", details: { id: "i1" } },
  ] as Parameters<typeof problemsToCsv>[0]
  expect(problemsToCsv(refused, "en")).toMatch(
    /^\uFEFFcode,file,line,id,reason,what to do\r\ncatalog\.no_image,items\.csv,4,i1,The item i1 has no image\.,/,
  )
  expect(problemsToCsv(refused, "zh-Hans")).toMatch(
    /^\uFEFFcode,文件,行,编号,原因,如何处理\r\ncatalog\.no_image,items\.csv,4,i1,条目 i1 没有图片。,/,
  )
})
