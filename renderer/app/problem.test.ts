import { ORPCError } from "@orpc/client"
import { expect, test } from "vitest"
import { EngineAwayError, engineAway, isAbort, problemOf } from "./problem.ts"

test("the engine's sentence, next step and details are shown as they came", () => {
  const error = new ORPCError("persona.name_taken", {
    message: "There is a persona named Mina already.",
    data: { next: "Choose another name.", details: { name: "Mina" } },
  })
  expect(problemOf(error)).toEqual({
    code: "persona.name_taken",
    message: "There is a persona named Mina already.",
    next: "Choose another name.",
    details: { name: "Mina" },
  })
})

test.each([undefined, null, "text", { next: 5, details: ["x"] }])("answers with data %j do no harm", data => {
  expect(problemOf(new ORPCError("x", { message: "Said.", data }))).toEqual({
    code: "x",
    message: "Said.",
    next: "",
  })
})

test("a lost engine has a code of its own", () => {
  expect(problemOf(new EngineAwayError()).code).toBe(engineAway)
})

test("what nobody foresaw says nothing of its insides", () => {
  const { code, message } = problemOf(new TypeError("undefined is not a function"))
  expect(code).toBe("unexpected")
  expect(message).not.toContain("undefined")
})

test("letting go of a call is no problem", () => {
  expect(isAbort(new DOMException("gone", "AbortError"))).toBe(true)
  expect(isAbort(new EngineAwayError())).toBe(false)
})
