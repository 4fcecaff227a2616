/** CLIP's tokenizer: text to the 77 token ids that a text encoder reads. */
import { existsSync } from "node:fs"
import { join } from "node:path"
import { Tokenizer as BpeTokenizer } from "@huggingface/tokenizers"
import { z } from "zod"
import { note } from "../contract/codes/index.ts"
import { StudioError } from "../contract/errors.ts"
import { readConfig } from "./config.ts"
import { readClipFiles, readTokenizerFile } from "./tokenizer-files.ts"

/** Tokens that CLIP reads, start and end included. */
export const tokenLimit = 77

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
  /** The largest id that a text can get. */
  readonly largestId: number
  /** The id at the end of every text. */
  readonly endId: number
}

const name = z.string().min(1).max(512)
const token = z.union([name, z.object({ content: name }).transform(({ content }) => content)])
const settingsSchema = z.object({
  bos_token: token.default("<|startoftext|>"),
  eos_token: token.default("<|endoftext|>"),
  pad_token: token.nullish(),
})

/** Opens a pack's tokenizer folder: tokenizer.json, or vocab.json and merges.txt; with tokenizer_config.json. */
export async function openTokenizer(folder: string): Promise<Tokenizer> {
  const settingsFile = join(folder, "tokenizer_config.json")
  const settings = existsSync(settingsFile)
    ? await readConfig(settingsFile, settingsSchema)
    : settingsSchema.parse({})
  const file = join(folder, "tokenizer.json")
  const definition = existsSync(file)
    ? await readTokenizerFile(file)
    : await readClipFiles(folder, settings.bos_token, settings.eos_token)
  const tokenizer = new BpeTokenizer({ ...definition, post_processor: null, decoder: null }, {}) // we only encode

  const idOf = (name: string) => {
    const id = tokenizer.token_to_id(name)
    if (id !== undefined) return id
    throw new StudioError("model.unsupported_config", {
      file: settingsFile,
      key: "special tokens",
      value: name,
      problem: note("model.no_token", {}),
    })
  }
  const [start, end] = [idOf(settings.bos_token), idOf(settings.eos_token)]
  const padding = idOf(settings.pad_token ?? settings.eos_token)
  const ids = [...Object.values(definition.model.vocab), ...definition.added_tokens.map(({ id }) => id)]
  const words = (text: string) => tokenizer.encode(text, { add_special_tokens: false }).ids

  return {
    limit: tokenLimit,
    largestId: ids.reduce((largest, id) => Math.max(largest, id), 0),
    endId: end,
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
