/** CLIP's tokenizer: text to the 77 token ids that a text encoder reads. */
import { existsSync } from "node:fs"
import { readFile, stat } from "node:fs/promises"
import { join } from "node:path"
import { Tokenizer as BpeTokenizer } from "@huggingface/tokenizers"
import { z } from "zod"
import { StudioError } from "../contract/errors.ts"
import { parseConfig, readConfig, readJson } from "./config.ts"

/** Tokens that CLIP reads, start and end included. */
export const tokenLimit = 77

const maxVocabularyBytes = 32 << 20

export interface Tokens {
  /** Exactly 77 ids, padded; the last token of a cut text is the end of text. */
  ids: number[]
  /** Tokens of the whole text, start and end included, before anything was cut. */
  count: number
  truncated: boolean
}

export interface Tokenizer {
  readonly limit: typeof tokenLimit
  encode(text: string): Tokens
  /** Tokens of the whole text, start and end included. */
  count(text: string): number
}

const token = z.union([z.string(), z.object({ content: z.string() }).transform(({ content }) => content)])
const settingsSchema = z.object({
  bos_token: token.default("<|startoftext|>"),
  eos_token: token.default("<|endoftext|>"),
  pad_token: token.nullish(),
})
const vocabularySchema = z.record(z.string(), z.int().min(0))
const tokenizerSchema = z.looseObject({ model: z.looseObject({ type: z.literal("BPE") }) })

/** Opens a pack's tokenizer folder: tokenizer.json, or vocab.json and merges.txt; with tokenizer_config.json. */
export async function openTokenizer(folder: string): Promise<Tokenizer> {
  const settingsFile = join(folder, "tokenizer_config.json")
  const settings = existsSync(settingsFile)
    ? await readConfig(settingsFile, settingsSchema)
    : settingsSchema.parse({})
  const file = join(folder, "tokenizer.json")
  const definition = existsSync(file)
    ? parseConfig(tokenizerSchema, await readJson(file, maxVocabularyBytes), file)
    : await clipDefinition(folder, settings.bos_token, settings.eos_token)
  const tokenizer = new BpeTokenizer(definition, {})

  const idOf = (name: string) => {
    const id = tokenizer.token_to_id(name)
    if (id !== undefined) return id
    throw new StudioError("model.unsupported_config", {
      file: settingsFile,
      key: "special tokens",
      value: name,
      problem: "the vocabulary has no such token",
    })
  }
  const [start, end] = [idOf(settings.bos_token), idOf(settings.eos_token)]
  const padding = idOf(settings.pad_token ?? settings.eos_token)
  const words = (text: string) => tokenizer.encode(text, { add_special_tokens: false }).ids

  return {
    limit: tokenLimit,
    count: text => words(text).length + 2,
    encode(text) {
      const own = words(text)
      const ids = [start, ...own.slice(0, tokenLimit - 2), end]
      return {
        ids: [...ids, ...new Array<number>(tokenLimit - ids.length).fill(padding)],
        count: own.length + 2,
        truncated: own.length + 2 > tokenLimit,
      }
    },
  }
}

/** What tokenizer.json says for CLIP, from the older pair of files. */
async function clipDefinition(folder: string, start: string, end: string) {
  const file = join(folder, "vocab.json")
  const vocab = parseConfig(vocabularySchema, await readJson(file, maxVocabularyBytes), file)
  const merges = (await readText(join(folder, "merges.txt"))).split(/\r?\n/)
  const special = (content: string) => ({
    id: vocab[content],
    content,
    special: true,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
  })
  const literal = (content: string) => content.replace(/[|\\{}()[\]^$+*?.]/g, "\\$&")
  const words = `${literal(start)}|${literal(end)}|'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+`
  return {
    added_tokens: [special(start), special(end)],
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
        { type: "Split", pattern: { Regex: words }, behavior: "Removed", invert: true },
        { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true },
      ],
    },
    post_processor: null,
    decoder: null,
    model: {
      type: "BPE",
      unk_token: end,
      continuing_subword_prefix: "",
      end_of_word_suffix: "</w>",
      vocab,
      merges: merges.filter(line => line !== "" && !line.startsWith("#version")).map(line => line.split(" ")),
    },
  }
}

async function readText(file: string): Promise<string> {
  const size = await stat(file).then(
    found => found.size,
    () => undefined,
  )
  if (size === undefined) throw new StudioError("pack.missing_file", { file })
  if (size > maxVocabularyBytes) {
    throw new StudioError("pack.bad_json", {
      file,
      problem: `it has ${size} bytes, more than ${maxVocabularyBytes}`,
    })
  }
  return readFile(file, "utf8")
}
