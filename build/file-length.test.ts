import { expect, test } from "vitest"
import { mostLines, tooLong } from "./file-length.ts"

const lines = (count: number) => "line\n".repeat(count)

test("a file of the most lines passes, one more is named with its length, and a table may be longer", () => {
  const texts = new Map([
    ["native/short.ts", lines(mostLines)],
    ["native/long.ts", lines(mostLines + 1)],
    ["native/contract/errors.ts", lines(900)],
  ])
  expect(tooLong(texts, ["native/contract/errors.ts"])).toEqual([
    expect.stringMatching(/^native\/long\.ts has 401 lines/),
  ])
})
