import { expect, test } from "vitest"
import { fixture } from "../models/fixtures.ts"
import { openTokenizer } from "../models/tokenizer.ts"
import { type RewriteInput, rewrite } from "./rewrite.ts"

/** One token a word or punctuation mark, and the start and end tokens, as CLIP counts plain English. */
const countTokens = (text: string) => 2 + (text.match(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu)?.length ?? 0)

const input: RewriteInput = {
  title: "Blade Runner",
  text: "Blade Runner. A hunter of androids doubts himself",
  phi: "movie poster",
  itemTags: ["neon", "rainy city"],
  interests: ["robot", "night"],
  fit: "keep-tags",
  limit: 77,
  countTokens,
}
// 9 tokens of T; then "This movie poster is about neon, rainy city, maybe related to robot, night.": 17; 2 more.
const whole =
  "Blade Runner. A hunter of androids doubts himself This movie poster is about neon, rainy city, maybe related to robot, night."

test("T* is the paper's template", () => {
  for (const fit of ["paper", "keep-tags"] as const) {
    expect(rewrite({ ...input, fit })).toEqual({
      text: whole,
      tokens: 28,
      limit: 77,
      cutTags: [],
      cutWords: 0,
    })
  }
})

test("a list that is empty leaves a sensible sentence", () => {
  const text = (change: Partial<RewriteInput>) => rewrite({ ...input, text: "T", ...change }).text
  expect(text({ interests: [] })).toBe("T This movie poster is about neon, rainy city.")
  expect(text({ itemTags: [] })).toBe("T This movie poster is maybe related to robot, night.")
  expect(text({ itemTags: [], interests: [] })).toBe("T")
  expect(text({ text: " " })).toBe(
    "This movie poster is about neon, rainy city, maybe related to robot, night.",
  )
})

test("keep-tags shortens T by whole words, and only as far as it must", () => {
  expect(rewrite({ ...input, limit: 28 }).cutWords).toBe(0)
  expect(rewrite({ ...input, limit: 25 })).toEqual({
    text: "Blade Runner. A hunter of This movie poster is about neon, rainy city, maybe related to robot, night.",
    tokens: 25,
    limit: 25,
    cutTags: [],
    cutWords: 3,
  })
})

test("keep-tags keeps the title: the persona's tags go first, the least counted ones before the others, then the item's", () => {
  // The sentence alone takes 19 tokens and the title 3 (its full stop stays with it).
  expect(rewrite({ ...input, limit: 22 })).toMatchObject({ cutTags: [], cutWords: 6 })
  expect(rewrite({ ...input, limit: 21 })).toMatchObject({
    text: "Blade Runner. This movie poster is about neon, rainy city, maybe related to robot.",
    tokens: 20,
    cutTags: ["night"],
    cutWords: 6,
  })
  expect(rewrite({ ...input, limit: 15 })).toMatchObject({
    text: "Blade Runner. This movie poster is about neon, rainy city.",
    cutTags: ["robot", "night"],
  })
  expect(rewrite({ ...input, limit: 12 })).toMatchObject({
    text: "Blade Runner. This movie poster is about neon.",
    cutTags: ["rainy city", "robot", "night"],
  })
  expect(rewrite({ ...input, limit: 8 })).toMatchObject({
    text: "Blade Runner.",
    cutTags: ["neon", "rainy city", "robot", "night"],
    cutWords: 6,
  })
  expect(rewrite({ ...input, limit: 3 })).toMatchObject({ text: "Blade", cutWords: 7 })
})

test("keep-tags without a title gives up the last tags only", () => {
  expect(rewrite({ ...input, title: "", text: "", limit: 18 })).toMatchObject({
    text: "This movie poster is about neon, rainy city, maybe related to robot.",
    tokens: 17,
    cutTags: ["night"],
    cutWords: 0,
  })
})

test("paper leaves T* whole and reports what lies past the limit", () => {
  const fallen = (limit: number) => {
    const { text, tokens, cutTags, cutWords } = rewrite({ ...input, fit: "paper", limit })
    expect(text).toBe(whole)
    return { tokens, cutTags, cutWords }
  }
  // Only the closing period falls off: no tag is hurt.
  expect(fallen(27)).toEqual({ tokens: 27, cutTags: [], cutWords: 0 })
  expect(fallen(26)).toEqual({ tokens: 26, cutTags: ["night"], cutWords: 0 })
  // Between "rainy" and "city": a tag that is half read counts as cut.
  expect(fallen(18)).toEqual({ tokens: 18, cutTags: ["rainy city", "robot", "night"], cutWords: 0 })
  expect(fallen(8)).toEqual({ tokens: 8, cutTags: ["neon", "rainy city", "robot", "night"], cutWords: 3 })
})

test("a script without spaces is shortened by words too", () => {
  const perLetter = (text: string) => 2 + text.replaceAll(" ", "").length
  const result = rewrite({
    ...input,
    title: "",
    text: "東京の夜は長い",
    itemTags: ["a"],
    interests: [],
    countTokens: perLetter,
    limit: 2 + "東京のThismovieposterisabouta.".length,
  })
  expect(result.text).toMatch(/^東京の? This movie poster is about a\.$/)
  expect(result.cutWords).toBeGreaterThan(0)
})

test("with CLIP's own tokenizer, a tag is reported cut exactly when its tokens aren't all read", async () => {
  const tokenizer = await openTokenizer(fixture("tiny/tokenizer"))
  const itemTags = ["film-noir", "o'hara's café", "rain"]
  const interests = ["u.s. city", "neon 3d", "night"]
  const reports = new Set<number>()
  for (let words = 0; words < 40; words++) {
    const text = Array.from({ length: words }, (_, i) => ["dark", "knights", "ride", "on"][i % 4]).join(" ")
    const { limit, count: countTokens } = tokenizer
    const result = rewrite({
      ...input,
      title: "",
      text,
      itemTags,
      interests,
      fit: "paper",
      limit,
      countTokens,
    })
    const read = tokenizer.encode(result.text).ids
    const end = read.at(-1)
    const cut = [...itemTags, ...interests].filter(tag => {
      const start = result.text.slice(0, result.text.indexOf(tag) + tag.length)
      const { ids, count, truncated } = tokenizer.encode(start)
      // All but the end token must stand at the same places in what is read.
      return truncated || ids.slice(0, count - 1).some((id, at) => id !== read[at] || (at > 0 && id === end))
    })
    expect(result.cutTags).toEqual(cut)
    reports.add(cut.length)

    const kept = rewrite({
      ...input,
      title: "",
      text,
      itemTags,
      interests,
      fit: "keep-tags",
      limit,
      countTokens,
    })
    expect(tokenizer.encode(kept.text)).toMatchObject({ truncated: false, count: kept.tokens })
  }
  // The lengths tried cut everything, nothing and parts.
  expect(reports.size).toBeGreaterThan(3)
})
