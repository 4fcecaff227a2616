import { expect, test } from "vitest"
import { waitFor } from "./pace.ts"

test("the first request starts at once", () => expect(waitFor(null, 1000)).toBe(0))

test("one that has shown nothing yet is let show its first picture", () =>
  expect(waitFor({ at: 1000, shown: false }, 1100)).toBe(1400))

test("one that has shown a picture is replaced at once", () =>
  expect(waitFor({ at: 1000, shown: true }, 1001)).toBe(0))

test("one that stays dark doesn't hold up the newest for long", () =>
  expect(waitFor({ at: 1000, shown: false }, 2600)).toBe(0))
