import { expect, test } from "vitest"
import { joinAvoided } from "./avoided-words.ts"

/** A token a word, and two more. */
const countTokens = (text: string) => text.split(/\s+/).filter(Boolean).length + 2
const join = (parts: string[], limit = 77) => joinAvoided({ parts, limit, countTokens })

test("the phrases of all parts follow each other, each once, by its first spelling", () => {
  const joined = join(["Blurry,  watermark ", "", "watermark, BLURRY\nred  car"])
  expect(joined).toEqual({ text: "Blurry, watermark, red car", tokens: 6, limit: 77, cut: [] })
})

test("Chinese commas part phrases, too", () =>
  expect(join(["模糊，水印、文字；手指"])?.text).toBe("模糊, 水印, 文字, 手指"))

test("without any word there is nothing to avoid", () => {
  expect(join([])).toBeNull()
  expect(join(["", " , ，\n", "  "])).toBeNull()
})

test("phrases that the encoder can't read are cut whole, from the end", () =>
  expect(join(["blurry, red car", "blue old ship, grey"], 7)).toEqual({
    text: "blurry, red car",
    tokens: 5,
    limit: 7,
    cut: ["blue old ship", "grey"],
  }))

test("a first phrase that is too long loses its last words", () =>
  expect(join(["one two three four five"], 5)).toMatchObject({
    text: "one two three",
    tokens: 5,
    cut: ["one two three four five"],
  }))

test("a single word that is too long stays", () => {
  const letters = (text: string) => text.length + 2
  const word = "x".repeat(100)
  expect(joinAvoided({ parts: [word], limit: 77, countTokens: letters })).toMatchObject({
    text: word,
    cut: [word],
  })
})
