import { beforeAll, expect, test } from "vitest"
import { note } from "../../../native/contract/codes/index.ts"
import { queueProgram } from "../../../native/worker-farm/testing.ts"
import { killFarm } from "./farm.ts"
import { killLock } from "./lock.ts"
import { buildPrograms } from "./programs.ts"

/** `npm run bench -- farm-kills` is the whole proof. */
const kills = 3

beforeAll(() => (queueProgram ? buildPrograms() : undefined))

test.skipIf(!queueProgram)(
  "workers, planner and queue may be killed at any moment: each file is there once, and right",
  async () => {
    // Each kind of kill comes once at least, at moments that differ.
    let at = 0
    const dice = [0.1, 0.9, 0.6]
    const random = () => (at++ % 2 === 0 ? Math.random() : dice[(at >> 1) % dice.length]!)
    const tally = await killFarm({ kills, variants: 3, random })
    expect(tally.problems).toEqual([])
    expect(tally.longestStanding).toBeLessThan(killLock)
  },
)

test.skipIf(!queueProgram)("a unit that its workers die of fails alone, with its reason", async () => {
  const tally = await killFarm({ kills: 0, variants: 1, random: Math.random, poison: "i0" })
  expect(tally.problems).toEqual(["the queue still has failed units"])
  expect(tally.files).toBe(10)
  expect(tally.skipped.map(({ item, reason }) => [item, reason])).toEqual(
    Array(2).fill(["i0", { code: "farm.unit_failed", details: { reason: note("farm.stalled", {}) } }]),
  )
})
