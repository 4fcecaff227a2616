/** Our tokens against transformers' CLIPTokenizer (build/fixtures/clip_tokenizer.py), from both file layouts. */
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, test } from "vitest"
import { openTokenizer } from "./tokenizer.ts"

const fixtures = fileURLToPath(new URL("./fixtures/", import.meta.url))
const cases: { text: string; count: number; ids: number[] }[] = JSON.parse(
  readFileSync(`${fixtures}tokens.json`, "utf8"),
)
const endOfText = 536

describe.each([
  ["vocab.json and merges.txt, padded with the end of text", "tiny", endOfText],
  ["tokenizer.json, padded with !", "tiny-sd2", 0],
])("%s", (_, pack, padding) => {
  test.each(cases)("$text", async ({ text, count, ids }) => {
    const tokenizer = await openTokenizer(`${fixtures}${pack}/tokenizer`)
    const tokens = tokenizer.encode(text)
    const real = Math.min(count, 77)
    expect(tokens.ids).toEqual([...ids.slice(0, real), ...new Array(77 - real).fill(padding)])
    expect(tokens).toMatchObject({ count, truncated: count > 77 })
    expect(tokenizer.count(text)).toBe(count)
  })
})

test("a text that is cut still ends with the end of text", async () => {
  const tokenizer = await openTokenizer(`${fixtures}tiny/tokenizer`)
  const { ids, truncated } = tokenizer.encode("red ".repeat(200))
  expect(truncated).toBe(true)
  expect(ids).toHaveLength(77)
  expect(ids[76]).toBe(endOfText)
  expect(ids[75]).not.toBe(endOfText)
})

test("a folder without a vocabulary names the file it misses", async () => {
  await expect(openTokenizer(`${fixtures}tiny/vae`)).rejects.toMatchObject({
    code: "pack.missing_file",
    details: { file: `${fixtures}tiny/vae/vocab.json` },
  })
})
