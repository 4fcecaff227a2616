/** How a judge's answer is read: strictly. */
import { expect, test } from "vitest"
import { parseRanking } from "./judge-question.ts"

test("a first line with each number once is a ranking, however it is dressed", () => {
  for (const answer of [
    "2, 4, 1, 3",
    "\n  2,4,1,3.\nBecause the second is warm; 1 is dull.",
    "**Ranking: 2 > 4 > 1 > 3**\n\nReasons …",
    "[2, 4, 1, 3]",
    "Image 2, Image 4, Image 1, Image 3",
    "Sorted results: (2), (4), (1), (3)",
  ])
    expect(parseRanking(answer, 4)).toEqual([2, 4, 1, 3])
})

test("any other answer is no ranking: a guess would be an invented vote", () => {
  for (const answer of [
    "",
    "I prefer the second image.",
    "2, 4, 1",
    "2, 4, 1, 1",
    "2, 4, 1, 3, 5",
    "0, 1, 2, 3",
    "2, 4, 1, 3 or maybe 2, 1, 4, 3",
    "Because of the light.\n2, 4, 1, 3",
    "2413",
    "1.5, 2, 3, 4",
  ])
    expect(parseRanking(answer, 4)).toBeUndefined()
})
