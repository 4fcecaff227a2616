import { createHash } from "node:crypto"
import { expect, test } from "vitest"
import type { Persona } from "../contract/catalog.ts"
import { historyOf, pseudonymOf } from "./persona.ts"

const persona: Persona = {
  id: "u7",
  name: "u7",
  scenario: "product",
  origin: "user",
  items: ["e", "d", "c", "b", "a"],
  pinned: [],
  banned: [],
}

test("the history is the k items before the objective item, most recent first", () => {
  expect(historyOf(persona, "e", 4)).toEqual(["d", "c", "b", "a"])
  expect(historyOf(persona, "d", 2)).toEqual(["c", "b"])
})

test("for an item outside the history, it is the latest k", () => {
  expect(historyOf(persona, "z", 3)).toEqual(["e", "d", "c"])
})

test("excluded items make room for older ones", () => {
  expect(historyOf(persona, "e", 2, ["d", "c"])).toEqual(["b", "a"])
})

test("where too few are before it, the ones right after it follow, nearest first", () => {
  expect(historyOf(persona, "c", 4)).toEqual(["b", "a", "d", "e"])
  expect(historyOf(persona, "a", 2, ["b"])).toEqual(["c", "d"])
})

test("too little history says how much there is and how much is needed", () => {
  expect(() => historyOf(persona, "c", 5)).toThrow(
    expect.objectContaining({ details: { persona: persona.name, found: 4, needed: 5 } }),
  )
  expect(() => historyOf({ ...persona, items: ["a"] }, "a", 1)).toThrow(
    expect.objectContaining({
      code: "persona.short_history",
      details: expect.objectContaining({ found: 0 }),
    }),
  )
})

test("a shopper's pseudonym is a salted hash; a name that a person gave is kept", () => {
  const digest = createHash("sha256").update("pepper:u7").digest("hex")
  expect(pseudonymOf(persona, "pepper")).toBe(`shopper-${digest.slice(0, 6)}`)
  expect(pseudonymOf(persona, "salt")).not.toBe(pseudonymOf(persona, "pepper"))
  expect(pseudonymOf({ ...persona, name: "Mara" }, "salt")).toBe("Mara")
  expect(pseudonymOf({ ...persona, origin: "picked" }, "salt")).toBe("u7")
})
