import { expect, test } from "vitest"
import { note } from "../../contract/codes/index.ts"
import { LikelyIds, notesOnIds, problemOfId } from "./ids.ts"

test.each(["1.23E+12", "1,23457E+11", "-5E+20", "1e+15"])("the id %s is a spreadsheet's rounding", id => {
  expect(problemOfId(id)).toEqual(note("catalog.rounded_id", { id }))
})

test.each(["1E5", "12E+3X", "E+12", "SKU-1.5E+10", "00123", "表-1", "😀"])("the id %s is taken", id => {
  expect(problemOfId(id)).toBeUndefined()
})

test("half a letter and control characters are refused", () => {
  expect(problemOfId("a\ud800")).toEqual(note("catalog.broken_letters", {}))
  expect(problemOfId("\udc00a")).toEqual(note("catalog.broken_letters", {}))
  expect(problemOfId("a\u0000b")).toEqual(note("catalog.control_characters", {}))
})

test("ids that differ in capitals, accents or width alone are said", () => {
  expect(notesOnIds(["A1", "a1", "b"], [])).toEqual([
    note("catalog.similar_ids", { count: 1, id: "a1", other: "A1" }),
  ])
  expect(notesOnIds(["caf\u00e9", "１２"], ["cafe\u0301", "12", "caf"])).toEqual([
    note("catalog.similar_ids", { count: 2, id: "caf\u00e9", other: "cafe\u0301" }),
  ])
  expect(notesOnIds(["a", "b"], ["a", "b"])).toEqual([])
})

test("short numbers among codes of one length are said, and numbers that count up aren't", () => {
  const codes = ["4006381333931", "5449000000996", "9780306406157", "8711000000001", "12345678905"]
  expect(notesOnIds(codes, [])).toEqual([
    note("catalog.short_ids", { count: 1, id: "12345678905", digits: 13 }),
  ])
  const counted = Array.from({ length: 2000 }, (_, n) => String(n + 1))
  expect(notesOnIds(counted, [])).toEqual([])
  expect(notesOnIds(["1", "22", "333"], [])).toEqual([])
})

test("the id that another may mean is found", () => {
  const ids = new LikelyIds(["123", "A-1", "007"])
  expect(ids.like("000123")).toBe("123")
  expect(ids.like("a-1")).toBe("A-1")
  expect(ids.like("7")).toBe("007")
  expect(ids.like("8")).toBeNull()
})
