/**
 * The files of CLIP's tokenizer: tokenizer.json, or the older pair vocab.json and merges.txt. They come from anywhere, and
 * a pattern of their own could hang: so only what CLIP does to a text is taken, its vocabulary bounded, and its patterns
 * are compared with CLIP's.
 */
import { readFile, stat } from "node:fs/promises"
import { join } from "node:path"
import { z } from "zod"
import { note } from "../contract/codes/index.ts"
import { StudioError } from "../contract/errors.ts"
import { parseConfig, readJson } from "./config.ts"

const maxBytes = 32 << 20
/** CLIP's vocabulary has 49,408 tokens. */
const maxTokens = 1 << 18

const text = z.string().max(512)
const id = z.int().min(0).max(999_999)
const vocabularySchema = z
  .record(text, id)
  .refine(words => Object.keys(words).length <= maxTokens, `more than ${maxTokens} tokens`)
const pair = z.tuple([text.min(1), text.min(1)])
const mergesSchema = z
  .array(z.preprocess(merge => (typeof merge === "string" ? merge.split(" ") : merge), pair))
  .max(maxTokens)

/** What CLIP splits a text into, after its special tokens. */
const clipWords = "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+"
const clipSpecial = "<\\|startoftext\\|>|<\\|endoftext\\|>|"

const normalizerSchema = z.object({
  type: z.literal("Sequence"),
  normalizers: z.tuple([
    z.object({ type: z.literal("NFC") }),
    z.object({
      type: z.literal("Replace"),
      pattern: z.object({ Regex: z.literal("\\s+") }),
      content: z.literal(" "),
    }),
    z.object({ type: z.literal("Lowercase") }),
  ]),
})

const preTokenizerSchema = z.object({
  type: z.literal("Sequence"),
  pretokenizers: z.tuple([
    z.object({
      type: z.literal("Split"),
      pattern: z.object({ Regex: z.literal([clipWords, clipSpecial + clipWords]) }),
      behavior: z.literal("Removed"),
      invert: z.literal(true),
    }),
    z.object({
      type: z.literal("ByteLevel"),
      add_prefix_space: z.literal(false),
      trim_offsets: z.boolean().default(true),
      use_regex: z.literal(true).default(true),
    }),
  ]),
})

const off = z.literal(false).nullish()

const tokenizerSchema = z.object({
  added_tokens: z
    .array(
      z.object({
        id,
        content: text.min(1),
        special: z.boolean().default(true),
        single_word: z.boolean().default(false),
        lstrip: z.boolean().default(false),
        rstrip: z.boolean().default(false),
        normalized: z.boolean().default(false),
      }),
    )
    .max(1024),
  normalizer: normalizerSchema,
  pre_tokenizer: preTokenizerSchema,
  model: z.object({
    type: z.literal("BPE"),
    dropout: z.literal(0).nullish(),
    unk_token: text,
    continuing_subword_prefix: z.literal("").nullish(),
    end_of_word_suffix: z.literal("</w>"),
    fuse_unk: off,
    byte_fallback: off,
    ignore_merges: off,
    vocab: vocabularySchema,
    merges: mergesSchema,
  }),
})
export type TokenizerDefinition = z.output<typeof tokenizerSchema>

/** tokenizer.json. @throws StudioError pack.bad_json, model.unsupported_config */
export const readTokenizerFile = async (file: string): Promise<TokenizerDefinition> =>
  checkedWords(parseConfig(tokenizerSchema, await readJson(file, maxBytes), file), file)

/** What tokenizer.json says for CLIP, from vocab.json and merges.txt. @throws StudioError pack.*, model.unsupported_config */
export async function readClipFiles(
  folder: string,
  start: string,
  end: string,
): Promise<TokenizerDefinition> {
  const file = join(folder, "vocab.json")
  const vocab = parseConfig(vocabularySchema, await readJson(file, maxBytes), file)
  const mergesFile = join(folder, "merges.txt")
  const lines = (await readText(mergesFile)).split(/\r?\n/)
  const merges = lines.filter(line => line !== "" && !line.startsWith("#version"))
  const pairs = parseConfig(mergesSchema, merges, mergesFile)
  return checkedWords(tokenizerSchema.parse(clipTokenizer(vocab, pairs, start, end)), file)
}

/** What tokenizer.json says for CLIP. @param start, end the tokens around a text */
export const clipTokenizer = (
  vocab: Readonly<Record<string, number>>,
  merges: readonly (string | readonly [string, string])[],
  start: string,
  end: string,
) => ({
  added_tokens: [start, end].flatMap(content => (content in vocab ? [{ id: vocab[content], content }] : [])),
  normalizer: {
    type: "Sequence",
    normalizers: [
      { type: "NFC" },
      { type: "Replace", pattern: { Regex: "\\s+" }, content: " " },
      { type: "Lowercase" },
    ],
  },
  pre_tokenizer: {
    type: "Sequence",
    pretokenizers: [
      { type: "Split", pattern: { Regex: clipWords }, behavior: "Removed", invert: true },
      { type: "ByteLevel", add_prefix_space: false },
    ],
  },
  model: { type: "BPE", unk_token: end, end_of_word_suffix: "</w>", vocab, merges },
})

/** Every piece that a text can end with has an id: the results of merges, and the token for the unknown. */
function checkedWords(definition: TokenizerDefinition, file: string): TokenizerDefinition {
  const { vocab, merges, unk_token: unknown } = definition.model
  const lost = [unknown, ...merges.map(merge => merge.join(""))].find(word => !Object.hasOwn(vocab, word))
  if (lost === undefined) return definition
  throw new StudioError("model.unsupported_config", {
    file,
    key: "vocab",
    value: lost,
    problem: note("model.no_token", {}),
  })
}

async function readText(file: string): Promise<string> {
  const size = await stat(file).then(
    found => found.size,
    () => undefined,
  )
  if (size === undefined) throw new StudioError("pack.missing_file", { file })
  if (size > maxBytes) {
    throw new StudioError("pack.bad_json", {
      file,
      problem: note("file.too_large", { size, most: maxBytes }),
    })
  }
  return readFile(file, "utf8")
}
