import { expect, test } from "vitest"
import { compiledCodeOf } from "./compile-cache.ts"

test("compiled code lies beside the built programs; from source none is kept", () => {
  expect(compiledCodeOf("file:///studio/dist/app/start.js")).toBe("/studio/dist/compiled")
  expect(compiledCodeOf("file:///studio/build/start.ts")).toBeNull()
})
