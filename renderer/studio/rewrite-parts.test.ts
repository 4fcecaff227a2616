import { expect, test } from "vitest"
import { rewriteParts } from "./rewrite-parts.ts"

const text = "A fox. This movie poster is about fox, night sky, maybe related to snow, castle."

test("words, item tags and interests are told apart, and nothing is lost", () => {
  const parts = rewriteParts(text, ["fox", "night sky"], ["snow", "castle"])
  expect(parts.map(part => part.text).join("")).toBe(text)
  expect(parts.filter(({ kind }) => kind === "item").map(part => part.text)).toEqual(["fox", "night sky"])
  expect(parts.filter(({ kind }) => kind === "interest").map(part => part.text)).toEqual(["snow", "castle"])
})

test("a text cut before its tags is words alone", () => {
  expect(rewriteParts("A fox.", ["fox"], [])).toEqual([{ text: "A fox.", kind: "words" }])
})
