import { expect, test } from "vitest"
import { circles, offence, shortcut } from "./floors.ts"

test("a part may import parts below it and the contract", () => {
  expect(offence("native/personalize", "native/diffusion")).toBeUndefined()
  expect(offence("native/graph", "native/contract")).toBeUndefined()
})

test("a part may not import what lies above or beside it, and the contract imports nothing", () => {
  expect(offence("native/pool", "native/catalog")).toContain("lies above")
  expect(offence("native/exporting", "native/training")).toContain("share a floor")
  expect(offence("native/engine", "native/cli")).toContain("lies above")
  expect(offence("native/contract", "native/graph")).toContain("leaf")
  expect(offence("electron", "native/models")).toContain("may only import")
  expect(offence("electron", "native/engine")).toBeUndefined()
})

test("screens don't know each other; what they share lies below them, and only the window knows them all", () => {
  expect(offence("renderer/window", "renderer/studio")).toBeUndefined()
  expect(offence("renderer/studio", "renderer/shared")).toBeUndefined()
  expect(offence("renderer/ui", "renderer/app")).toBeUndefined()
  expect(offence("renderer/studio", "renderer/history")).toContain("share a floor")
  expect(offence("renderer/shared", "renderer/studio")).toContain("lies above")
  expect(offence("renderer/ui", "renderer/engine")).toContain("share a floor")
  expect(offence("renderer/app", "renderer/window")).toContain("lies above")
})

test("the steps of the main road are composed in the session alone", () => {
  expect(shortcut("native/personalize/session.ts", "native/personalize/draw.ts")).toBeUndefined()
  expect(shortcut("native/evaluation/image-study.ts", "native/personalize/session.ts")).toBeUndefined()
  expect(shortcut("native/evaluation/image-study.ts", "native/personalize/plan.ts")).toContain("only")
})

test("the page knows of the engine's house the contract alone", () => {
  expect(offence("renderer/engine", "native/contract")).toBeUndefined()
  expect(offence("renderer/studio", "native/models")).toContain("may only import")
})

test("a file that imports itself through others is found, with the way round", () => {
  const straight = { a: ["b", "c"], b: ["c"], c: [] }
  expect(circles(new Map(Object.entries(straight)))).toEqual([])
  expect(circles(new Map(Object.entries({ ...straight, c: ["d"], d: ["b"] })))).toEqual([
    ["b", "c", "d", "b"],
  ])
})
