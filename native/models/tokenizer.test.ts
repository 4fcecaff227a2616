/** Our tokens against transformers' CLIPTokenizer (build/fixtures/clip_tokenizer.py), from both file layouts. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, describe, expect, test } from "vitest"
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

describe("tokenizer.json is taken only as CLIP's, with bounds", () => {
  const dir = mkdtempSync(join(tmpdir(), "iamg-tokenizer-"))
  afterAll(() => rmSync(dir, { recursive: true }))
  const file = join(dir, "tokenizer.json")
  const known = JSON.parse(readFileSync(`${fixtures}tiny-sd2/tokenizer/tokenizer.json`, "utf8"))
  const [split, bytes] = known.pre_tokenizer.pretokenizers
  const withModel = (change: object) => ({ ...known, model: { ...known.model, ...change } })
  const withPattern = (Regex: string) => ({
    ...known,
    pre_tokenizer: { type: "Sequence", pretokenizers: [{ ...split, pattern: { Regex } }, bytes] },
  })

  test.each<[string, object, string]>([
    ["a pattern that can hang", withPattern("(a+)+$"), "pre_tokenizer.pretokenizers.0.pattern.Regex"],
    ["another normalizer", { ...known, normalizer: { type: "Prepend", prepend: "x" } }, "normalizer.type"],
    ["a tokenizer of another kind", withModel({ type: "Unigram" }), "model.type"],
    [
      "an id that is no whole number",
      withModel({ vocab: { ...known.model.vocab, a: 1.5 } }),
      "model.vocab.a",
    ],
    ["an id out of all bounds", withModel({ vocab: { ...known.model.vocab, a: 1e9 } }), "model.vocab.a"],
    ["an id that is a text", withModel({ vocab: { ...known.model.vocab, a: "1" } }), "model.vocab.a"],
    ["a merge of three", withModel({ merges: ["a b c"] }), "model.merges.0"],
    ["a merge of an unknown word", withModel({ merges: ["q q"] }), "vocab"],
    ["an unknown word for the unknown", withModel({ unk_token: "?!?" }), "vocab"],
    ["a token of a megabyte", withModel({ vocab: { ["a".repeat(1 << 20)]: 1 } }), "model.vocab"],
    [
      "too many tokens",
      withModel({ vocab: Object.fromEntries(Array.from({ length: 300_000 }, (_, id) => [`t${id}`, id])) }),
      "model.vocab",
    ],
    ["merges that are no list", withModel({ merges: {} }), "model.merges"],
    ["no model", { ...known, model: null }, "model"],
  ])("%s is refused by its key", async (_, definition, key) => {
    writeFileSync(file, JSON.stringify(definition))
    const error = await openTokenizer(dir).catch(error => error)
    expect(error).toMatchObject({ code: "model.unsupported_config", details: { file } })
    expect(error.details.key.startsWith(key), error.details.key).toBe(true)
  })

  test("as published without the special tokens in its pattern, and with merges as pairs", async () => {
    const words = "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+"
    const merges = known.model.merges.map((merge: string | string[]) =>
      typeof merge === "string" ? merge.split(" ") : merge,
    )
    writeFileSync(file, JSON.stringify({ ...withPattern(words), model: { ...known.model, merges } }))
    const { text, ids, count } = cases[1]!
    expect((await openTokenizer(dir)).encode(text).ids.slice(0, count)).toEqual(ids.slice(0, count))
  })
})

test("a folder without a vocabulary names the file it misses", async () => {
  await expect(openTokenizer(`${fixtures}tiny/vae`)).rejects.toMatchObject({
    code: "pack.missing_file",
    details: { file: `${fixtures}tiny/vae/vocab.json` },
  })
})
