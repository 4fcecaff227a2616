import { expect, test } from "vitest"
import { offence } from "./floors.ts"

test("a part may import parts below it and the contract", () => {
  expect(offence("native/personalize", "native/diffusion")).toBeUndefined()
  expect(offence("native/graph", "native/contract")).toBeUndefined()
})

test("a part may not import what lies above or beside it, and the contract imports nothing", () => {
  expect(offence("native/pool", "native/catalog")).toContain("lies above")
  expect(offence("native/exporting", "native/training")).toContain("share a floor")
  expect(offence("native/engine", "native/cli")).toContain("lies above")
  expect(offence("native/contract", "native/graph")).toContain("leaf")
  expect(offence("renderer", "native/models")).toContain("may only import")
  expect(offence("electron", "native/engine")).toBeUndefined()
})
