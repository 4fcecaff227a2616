import { expect, test } from "vitest"
import type { Job } from "../../native/contract/api/jobs.ts"
import { beforeAfterStep, movedBefore } from "./order.ts"

const waiting = ["a", "b", "c"].map(id => ({ id }))

test.each([
  ["b", -1, "a"],
  ["b", 1, null],
  ["a", 1, "c"],
  ["a", -1, undefined],
  ["c", 1, undefined],
  ["gone", 1, undefined],
] as const)("%s moved by %i comes before %s", (id, by, before) =>
  expect(beforeAfterStep(waiting, id, by)).toBe(before),
)

const job = (id: string, finishedAt: string | null = null) => ({ id, finishedAt }) as Job
const order = (jobs: readonly Job[]) => jobs.map(job => job.id).join(" ")
const jobs = [job("running"), job("a"), job("b"), job("done", "2026-01-01T00:00:00Z")]

test("a job moved last stays before the finished ones", () => {
  expect(order(movedBefore(jobs, "a", null))).toBe("running b a done")
  expect(order(movedBefore(jobs, "b", "a"))).toBe("running b a done")
})

test("a move to what is no longer there changes nothing", () => {
  expect(order(movedBefore(jobs, "a", "gone"))).toBe(order(jobs))
  expect(order(movedBefore(jobs, "gone", "a"))).toBe(order(jobs))
})
