import { expect, test } from "vitest"
import { extended, idsBetween, noSelection, selected } from "./selection.ts"

const ids = (selection: { ids: ReadonlySet<string> }) => [...selection.ids].join("")

test("a click chooses one, with Ctrl it adds and takes away, with Shift it takes all up to there", () => {
  const one = selected(noSelection, 1, "b", "only")
  const two = selected(one, 3, "d", "toggle")
  expect(ids(two)).toBe("bd")
  expect(ids(selected(two, 1, "b", "toggle"))).toBe("d")
  const range = extended(two, ["d", "e", "f"])
  expect(ids(range)).toBe("bdef")
  expect(range.anchor).toBe(3)
})

test("a range holds the items of all pages between its ends, seen or not", async () => {
  const all = Array.from({ length: 1001 }, (_, index) => ({ id: `${index}` }))
  const asked: number[] = []
  const read = async (page: number) => {
    asked.push(page)
    return all.slice(page * 200, (page + 1) * 200)
  }
  const wanted = all.slice(3, 1001).map(({ id }) => id)
  expect(await idsBetween([3, 1000], 200, read)).toEqual(wanted)
  expect(asked).toEqual([0, 1, 2, 3, 4, 5])
  expect(await idsBetween([1000, 3], 200, read)).toEqual(wanted)
  expect(await idsBetween([399, 399], 200, read)).toEqual(["399"])
})
