import { expect, test } from "vitest"
import { cycles, forbidden, shortcut } from "./layers.ts"

test("a part may import parts below it and the contract", () => {
  expect(forbidden("native/personalize", "native/diffusion")).toBeUndefined()
  expect(forbidden("native/graph", "native/contract")).toBeUndefined()
})

test("a part may not import parts of its own layer or of a higher one, and the contract imports no part", () => {
  expect(forbidden("native/pool", "native/catalog")).toContain("is in a higher layer")
  expect(forbidden("native/exporting", "native/training")).toContain("are in one layer")
  expect(forbidden("native/engine", "native/cli")).toContain("is in a higher layer")
  expect(forbidden("native/contract", "native/graph")).toContain("imports no part")
  expect(forbidden("electron", "native/models")).toContain("may only import")
  expect(forbidden("electron", "native/engine")).toBeUndefined()
})

test("screens don't import each other; what they share is in lower layers, and only the window imports all of them", () => {
  expect(forbidden("renderer/window", "renderer/studio")).toBeUndefined()
  expect(forbidden("renderer/studio", "renderer/shared")).toBeUndefined()
  expect(forbidden("renderer/ui", "renderer/app")).toBeUndefined()
  expect(forbidden("renderer/studio", "renderer/history")).toContain("are in one layer")
  expect(forbidden("renderer/shared", "renderer/studio")).toContain("is in a higher layer")
  expect(forbidden("renderer/ui", "renderer/engine")).toContain("are in one layer")
  expect(forbidden("renderer/app", "renderer/window")).toContain("is in a higher layer")
})

test("the steps of the main road are composed in the session alone", () => {
  expect(shortcut("native/personalize/session.ts", "native/personalize/draw.ts")).toBeUndefined()
  expect(shortcut("native/evaluation/image-study.ts", "native/personalize/session.ts")).toBeUndefined()
  expect(shortcut("native/evaluation/image-study.ts", "native/personalize/plan.ts")).toContain("only")
})

test("of native, the page may import the contract and no model code", () => {
  expect(forbidden("renderer/engine", "native/contract")).toBeUndefined()
  expect(forbidden("renderer/studio", "native/models")).toContain("may only import")
})

test("a file that imports itself through others is found, with all files of the cycle", () => {
  const straight = { a: ["b", "c"], b: ["c"], c: [] }
  expect(cycles(new Map(Object.entries(straight)))).toEqual([])
  expect(cycles(new Map(Object.entries({ ...straight, c: ["d"], d: ["b"] })))).toEqual([["b", "c", "d", "b"]])
})
