import { expect, test } from "vitest"
import { note } from "./codes/index.ts"
import { StudioError } from "./errors.ts"
import { keptNote, problemFrom, problemSchema } from "./problem.ts"

test("a problem holds the code and the details of its error", () => {
  const error = new StudioError("endpoint.unauthorised", { host: "tags.example", status: 401, keySent: true })
  expect(problemFrom(error)).toEqual({
    code: "endpoint.unauthorised",
    details: { host: "tags.example", status: 401, keySent: true },
  })
})

test("a problem passes through the schema with the notes that it holds", () => {
  const attempts = [
    note("runtime.attempt", { device: "cuda", reason: note("runtime.no_cuda", {}) }),
    note("runtime.attempt", { device: "dml", reason: note("runtime.not_tried", {}) }),
  ]
  const problem = problemFrom(new StudioError("runtime.device_unavailable", { attempts }))
  expect(problem.details).toEqual({ attempts })
  expect(problemSchema.parse(problem)).toEqual(problem)
})

test("a number that is no number becomes null", () => {
  const { details } = problemFrom(new StudioError("training.memory", { needed: Number.NaN, free: 5 }))
  expect(details).toEqual({ needed: null, free: 5 })
})

test("an error's details are cut to the lengths that the schema allows", () => {
  const names = Array.from({ length: 2000 }, (_, index) => `${index}-${"x".repeat(2000)}`)
  const problem = problemFrom(new StudioError("image_set.collision", { names }))
  expect(problemSchema.parse(problem)).toEqual(problem)
  expect(problem.details.names).toHaveLength(9)
  expect(problem.details.names).toContain("…")
})

test("a long list of notes ends with an ellipsis too", () => {
  const problems = Array.from({ length: 20 }, (_, of) => note("value.no_multiple", { of }))
  const problem = problemFrom(new StudioError("settings.invalid", { problems }))
  expect(problemSchema.parse(problem)).toEqual(problem)
  expect(problem.details.problems).toHaveLength(9)
})

test("a sentence that an older version kept is shown unchanged", () => {
  const kept = {
    code: "job.lost",
    message: "The engine was lost.",
    next: "Retry it.",
    details: { restarts: 3 },
  }
  expect(keptNote(kept)).toEqual(note("program.kept", { text: "The engine was lost. Retry it." }))
  expect(keptNote("A checkpoint was passed over.")).toEqual(
    note("program.kept", { text: "A checkpoint was passed over." }),
  )
  const current = note("runtime.no_gpu", {})
  expect(keptNote(current)).toEqual(current)
})
