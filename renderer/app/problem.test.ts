import { ORPCError } from "@orpc/client"
import { expect, test } from "vitest"
import { EngineAwayError, engineAway, isAbort, problemOf } from "./problem.ts"

test("the engine's code and details are kept", () => {
  const error = new ORPCError("persona.name_taken", { data: { details: { name: "Mina" } } })
  expect(problemOf(error)).toEqual({ code: "persona.name_taken", details: { name: "Mina" } })
})

test.each([undefined, null, "text", { details: [{}] }])("answers with data %j do no harm", data => {
  expect(problemOf(new ORPCError("x", { data }))).toEqual({ code: "x", details: {} })
})

test("a lost engine has a code of its own", () => {
  expect(problemOf(new EngineAwayError()).code).toBe(engineAway)
})

test("what nobody foresaw says nothing of its insides", () => {
  const problem = problemOf(new TypeError("undefined is not a function"))
  expect(problem).toEqual({ code: "program.unexpected", details: {} })
})

test("letting go of a call is no problem", () => {
  expect(isAbort(new DOMException("gone", "AbortError"))).toBe(true)
  expect(isAbort(new EngineAwayError())).toBe(false)
})
