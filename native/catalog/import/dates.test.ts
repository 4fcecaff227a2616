import { expect, test } from "vitest"
import type { DayOrder } from "../../contract/import.ts"
import { TimeColumn } from "./dates.ts"

/** Each value of a column as ISO 8601, or the code of why it can't be read. */
function readAll(values: readonly string[], asked?: DayOrder): string[] {
  const column = new TimeColumn()
  for (const value of values) column.see(value)
  const reader = column.reader("interactions.csv", asked)
  return values.map(value => {
    const time = reader.read(value)
    return typeof time === "number" ? new Date(time).toISOString().replace(".000Z", "Z") : time.code
  })
}

test.each([
  ["seconds", "1704200001", "2024-01-02T12:53:21Z"],
  ["seconds with a fraction", "1704200001.25", "2024-01-02T12:53:21.250Z"],
  ["milliseconds", "1704200001000", "2024-01-02T12:53:21Z"],
  ["microseconds", "1704200001000000", "2024-01-02T12:53:21Z"],
  ["nanoseconds", "1704200001000000000", "2024-01-02T12:53:21Z"],
  ["days of Excel", "45293", "2024-01-02T00:00:00Z"],
  ["days of Excel with a time", "45293.75", "2024-01-02T18:00:00Z"],
  ["days of Excel with a decimal comma", "45293,5", "2024-01-02T12:00:00Z"],
  ["a date in digits", "20240102", "2024-01-02T00:00:00Z"],
  ["a date and a time in digits", "20240102125321", "2024-01-02T12:53:21Z"],
  ["ISO 8601, a date", "2024-01-02", "2024-01-02T00:00:00Z"],
  ["ISO 8601 in UTC", "2024-01-02T10:00:00Z", "2024-01-02T10:00:00Z"],
  ["ISO 8601 in a zone", "2024-01-02T12:00:00+05:30", "2024-01-02T06:30:00Z"],
  ["ISO 8601 without a zone", "2024-01-02 12:00", "2024-01-02T12:00:00Z"],
  ["ISO 8601 with a fraction", "2024-01-02T12:00:00.123456Z", "2024-01-02T12:00:00.123Z"],
  ["what Ruby writes", "2024-01-02 12:00:00 -0500", "2024-01-02T17:00:00Z"],
  ["slashes, the year first", "2024/1/2 9:05:06", "2024-01-02T09:05:06Z"],
  ["Chinese", "2024年1月2日 下午3:04", "2024-01-02T15:04:00Z"],
  ["Chinese noon", "2024年1月2日 中午12:30", "2024-01-02T12:30:00Z"],
  ["a month's name", "2 Jan 2024", "2024-01-02T00:00:00Z"],
  ["a month's name first", "January 2nd, 2024 3:04 PM", "2024-01-02T15:04:00Z"],
  ["mail", "Tue, 02 Jan 2024 10:00:00 GMT", "2024-01-02T10:00:00Z"],
  [
    "JavaScript",
    "Tue Jan 02 2024 10:00:00 GMT+0100 (Central European Standard Time)",
    "2024-01-02T09:00:00Z",
  ],
  ["the day first", "31/01/2024 23:59", "2024-01-31T23:59:00Z"],
  ["the month first", "1/31/2024 12:10:22 AM", "2024-01-31T00:10:22Z"],
  ["noon", "1/31/2024 12:10:22 PM", "2024-01-31T12:10:22Z"],
  ["dots", "02.01.2024 10:00", "2024-01-02T10:00:00Z"],
  ["a year of two digits", "31-01-24", "2024-01-31T00:00:00Z"],
  ["a year of the last century", "31-01-99", "1999-01-31T00:00:00Z"],
])("a time in %s is read", (_form, value, expected) => {
  expect(readAll([value])).toEqual([expected])
})

test.each([
  ["yesterday"],
  [""],
  ["2024-02-30"],
  ["2024-13-01"],
  ["31.02.2024"],
  ["2024-01-02T25:00"],
  ["1/31/2024 13:00 AM"],
  ["1".repeat(200)],
  ["NaN"],
  ["0x65932f81"],
])("“%s” is no time", value => {
  expect(readAll([value])).toEqual(["catalog.no_time"])
})

test("times before 1990 and after next year are refused", () => {
  const late = `${new Date().getUTCFullYear() + 2}-01-01`
  expect(readAll(["1989-12-31", "1990-01-01", late])).toEqual([
    "catalog.implausible_time",
    "1990-01-01T00:00:00Z",
    "catalog.implausible_time",
  ])
  // Numbers that count an order are no times.
  expect(readAll(["1", "2", "3"]).every(code => code !== "")).toBe(true)
  expect(readAll(["0", "1704200001", "17042000010000000000000"])).toEqual([
    "catalog.implausible_time",
    "2024-01-02T12:53:21Z",
    "catalog.implausible_time",
  ])
})

test("a column has one reading: that of most of its values", () => {
  expect(readAll(["1704200001", "1704200002", "1704200001000", "2024-01-02"])).toEqual([
    "2024-01-02T12:53:21Z",
    "2024-01-02T12:53:22Z",
    "catalog.implausible_time",
    "catalog.other_time",
  ])
  expect(readAll(["45293", "2024-01-02", "2024-01-03"])[0]).toBe("catalog.other_time")
})

test("all values together tell the day from the month", () => {
  expect(readAll(["02/01/2024", "31/01/2024"])).toEqual(["2024-01-02T00:00:00Z", "2024-01-31T00:00:00Z"])
  expect(readAll(["02/01/2024", "01/31/2024"])).toEqual(["2024-02-01T00:00:00Z", "2024-01-31T00:00:00Z"])
  expect(readAll(["05/05/2024"])).toEqual(["2024-05-05T00:00:00Z"])
})

test("where both orders fit, or contradict each other, the user is asked", () => {
  expect(() => readAll(["02/01/2024", "03/04/2024"])).toThrow(
    expect.objectContaining({
      code: "catalog.unclear_dates",
      details: { file: "interactions.csv", value: "02/01/2024", other: null },
    }),
  )
  expect(() => readAll(["31/01/2024", "01/30/2024"])).toThrow(
    expect.objectContaining({
      details: expect.objectContaining({ value: "01/30/2024", other: "31/01/2024" }),
    }),
  )
  expect(readAll(["02/01/2024", "03/04/2024"], "dmy")[0]).toBe("2024-01-02T00:00:00Z")
  expect(readAll(["02/01/2024", "03/04/2024"], "mdy")[0]).toBe("2024-02-01T00:00:00Z")
  expect(readAll(["31/01/2024", "01/30/2024"], "dmy")).toEqual(["2024-01-31T00:00:00Z", "catalog.no_time"])
})
