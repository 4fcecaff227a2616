import { describe, expect, it } from "vitest"
import { edgeScore, type Pixels, widened, within } from "./edges.ts"

/** Rows of "#" in the set and "." outside. */
const pixels = (...rows: string[]): Pixels => ({
  width: rows[0]!.length,
  height: rows.length,
  data: Uint8Array.from(rows.join(""), mark => Number(mark === "#")),
})

describe("edges", () => {
  it("widen to all sides, not beyond the rim", () => {
    expect(widened(pixels("#...", "....", "...."), 1)).toEqual(pixels("##..", "##..", "...."))
    expect(within(pixels("##.."), pixels(".##."))).toEqual(pixels(".#.."))
  })

  it("score 1 on each other and where they are moved no farther than the reach", () => {
    const line = pixels("......", "######", "......", "......", "......")
    const moved = pixels("......", "......", "......", "######", "......")
    expect(edgeScore(line, line, 0)).toBe(1)
    expect(edgeScore(moved, line, 2)).toBe(1)
    expect(edgeScore(moved, line, 1)).toBe(0)
  })

  it("score the harmonic mean where some are missing and some too many", () => {
    // Of two found one lies near (precision 1/2), of three wanted two do (recall 2/3).
    const [wanted, found] = [pixels("##....#...."), pixels("#.........#")]
    expect(edgeScore(found, wanted, 1)).toBeCloseTo(4 / 7)
    expect(edgeScore(pixels("..."), pixels("#.."), 1)).toBe(0)
  })
})
