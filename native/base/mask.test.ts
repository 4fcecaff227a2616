import { expect, test } from "vitest"
import { featherOutwards, keptIn, type Mask, shareOf, unionOf } from "./mask.ts"

/** A mask from lines of text: # is kept, o is half there, all else isn't kept. */
function drawn(...lines: string[]): Mask {
  const data = Uint8Array.from([...lines.join("")], letter => ({ "#": 255, o: 100 })[letter] ?? 0)
  return { width: lines[0]!.length, height: lines.length, data }
}

const rowsOf = (kept: Uint8Array, width: number): string[] =>
  Array.from({ length: kept.length / width }, (_, y) =>
    [...kept.subarray(y * width, (y + 1) * width)].map(value => (value ? "#" : ".")).join(""),
  )

test("a pixel of a smaller picture is kept if it shows any of one that is: a line of one pixel survives", () => {
  const thin = drawn("........", "..#.....", "..#.....", "........")
  const half = { scaledWidth: 4, scaledHeight: 2, left: 0, top: 0, width: 4, height: 2 }
  expect(rowsOf(keptIn(thin, half), 4)).toEqual([".#..", ".#.."])
})

test("enlarged by a whole number, exactly the kept pixels' squares are kept", () => {
  const window = { scaledWidth: 6, scaledHeight: 4, left: 0, top: 0, width: 6, height: 4 }
  expect(rowsOf(keptIn(drawn("#..", "..#"), window), 6)).toEqual(["##....", "##....", "....##", "....##"])
})

test("a window may begin before the picture and end after it: nothing is kept there", () => {
  const window = { scaledWidth: 2, scaledHeight: 2, left: -2, top: -1, width: 6, height: 4 }
  expect(rowsOf(keptIn(drawn("##", "##"), window), 6)).toEqual(["......", "..##..", "..##..", "......"])
  const part = { scaledWidth: 3, scaledHeight: 1, left: 1, top: 0, width: 2, height: 1 }
  expect(rowsOf(keptIn(drawn("#.#"), part), 2)).toEqual([".#"])
})

test("what is half there isn't kept", () => {
  const window = { scaledWidth: 3, scaledHeight: 1, left: 0, top: 0, width: 3, height: 1 }
  expect(rowsOf(keptIn(drawn("o#o"), window), 3)).toEqual([".#."])
  expect(shareOf(drawn("o#o", "..."))).toBeCloseTo(1 / 6)
})

test("a feather falls off with the distance, outwards alone", () => {
  const kept = new Uint8Array(81)
  kept[4 * 9 + 4] = 1
  const alpha = featherOutwards(kept, 9, 9, 3)
  expect([...alpha.subarray(36, 45)]).toEqual([0, 64, 128, 191, 255, 191, 128, 64, 0])
  // √2 pixels away
  expect(alpha[3 * 9 + 3]).toBe(Math.round(255 * (1 - Math.SQRT2 / 4)))
  expect(alpha.filter(value => value === 255)).toHaveLength(1)
})

test("several masks keep what any of them keeps", () => {
  expect(unionOf([drawn("#.."), drawn("..#")]).data).toEqual(Uint8Array.of(255, 0, 255))
})
