import { expect, test } from "vitest"
import { overlap } from "./subject.ts"

/** "#" is in the region. */
const region = (marks: string) => Uint8Array.from(marks, mark => Number(mark === "#"))

test("the overlap is what both regions share, of what either has", () => {
  expect(overlap(region("####...."), region("####...."))).toBe(1)
  expect(overlap(region("####...."), region("..####.."))).toBeCloseTo(2 / 6)
  expect(overlap(region("####...."), region("....####"))).toBe(0)
  expect(overlap(region("####...."), region("........"))).toBe(0)
})

test("where there was no subject, none can be missed", () =>
  expect(overlap(region("...."), region("##.."))).toBeNull())
