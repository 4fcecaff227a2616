import { expect, test } from "vitest"
import { StudioError } from "./errors.ts"
import { problemFrom, problemSchema } from "./problem.ts"

test("a problem says what and where in values that a sentence can hold", () => {
  const error = new StudioError("endpoint.unauthorised", { host: "tags.example", status: 401, keySent: true })
  expect(problemFrom(error)).toEqual({
    code: "endpoint.unauthorised",
    message: error.message,
    next: error.next,
    details: { host: "tags.example", status: 401, keySent: "true" },
  })
})

test("a list of pairs becomes a list of texts", () => {
  const attempts = [
    { device: "cuda", reason: "no driver" },
    { device: "dml", reason: "" },
  ] as const
  const { details } = problemFrom(new StudioError("runtime.device_unavailable", { attempts }))
  expect(details).toEqual({ attempts: ["cuda: no driver", "dml"] })
})

test("what has no value is left out", () => {
  const owner = { dir: "w", pid: null, host: null, since: null }
  expect(problemFrom(new StudioError("workspace.in_use", owner)).details).toEqual({ dir: "w" })
  const { details } = problemFrom(new StudioError("training.memory", { needed: Number.NaN, free: 5 }))
  expect(details).toEqual({ free: 5 })
})

test("whatever an error holds is cut to what the schema takes", () => {
  const names = Array.from({ length: 2000 }, (_, index) => `${index}-${"x".repeat(2000)}`)
  const problem = problemFrom(new StudioError("image_set.collision", { names }))
  expect(problemSchema.parse(problem)).toEqual(problem)
  expect(problem.details?.names).toHaveLength(9)
  expect(problem.details?.names).toContain("…")
})

test("a problem that was kept without details is one still", () => {
  const kept = { code: "job.lost", message: "The engine was lost.", next: "Retry it." }
  expect(problemSchema.parse(kept)).toEqual(kept)
})
