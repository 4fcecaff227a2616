import { beforeAll, expect, test } from "vitest"
import { note } from "../../../native/contract/codes/index.ts"
import { queueProgram } from "../../../native/worker-farm/testing.ts"
import { killFarm } from "./farm.ts"
import { buildPrograms } from "./programs.ts"

// That workers, planner and queue may be killed is shown by `npm run bench -- farm-kills`: it takes minutes.

beforeAll(() => (queueProgram ? buildPrograms() : undefined))

test.skipIf(!queueProgram)("a unit that its workers die of fails alone, with its reason", async () => {
  const tally = await killFarm({ kills: 0, variants: 1, random: Math.random, poison: "i0" })
  expect(tally.problems).toEqual(["the queue still has failed units"])
  expect(tally.files).toBe(10)
  expect(tally.skipped.map(({ item, reason }) => [item, reason])).toEqual(
    Array(2).fill(["i0", { code: "farm.unit_failed", details: { reason: note("farm.stalled", {}) } }]),
  )
})
