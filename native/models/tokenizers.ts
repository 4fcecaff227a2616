/** A pack's tokenizers, checked against the networks that read their tokens. */
import { note } from "../contract/codes/index.ts"
import { StudioError } from "../contract/errors.ts"
import type { Note } from "../contract/note.ts"
import type { Networks } from "./networks.ts"
import type { TextEncoderConfig } from "./text-encoder.ts"
import { openTokenizer, type Tokenizer } from "./tokenizer.ts"

export interface Tokenizers {
  /** Of text_encoder. */
  readonly tokenizer: Tokenizer
  /** Of clip_text: its own, or the same where one folder serves twice. */
  readonly clipTokenizer: Tokenizer
}

/** @throws StudioError pack.mismatch, and what opening either throws */
export async function openTokenizers(networks: Networks): Promise<Tokenizers> {
  const { pack } = networks
  const tokenizer = await openTokenizer(pack.file("tokenizer", ""))
  checkVocabulary(tokenizer, (await networks.textEncoder()).config, "text_encoder")
  if (!pack.has("clip_text")) return { tokenizer, clipTokenizer: tokenizer }
  const shared = pack.manifest.components.clip_text !== undefined
  const clipTokenizer = shared ? tokenizer : await openTokenizer(pack.file("clip_text", ""))
  checkVocabulary(clipTokenizer, (await networks.clipText()).config, "clip_text")
  return { tokenizer, clipTokenizer }
}

/** The end-of-text id in old configs, which the tokenizer never gives: see endOfText. */
const legacyEnd = 2

function checkVocabulary(
  { largestId, endId }: Tokenizer,
  { vocab_size: known, eos_token_id: end }: TextEncoderConfig,
  component: "text_encoder" | "clip_text",
): void {
  const refuse = (problem: Note) => {
    throw new StudioError("pack.mismatch", { problem })
  }
  if (largestId >= known) refuse(note("pack.token_ids", { largest: largestId, component, known }))
  if (end !== legacyEnd && end !== endId)
    refuse(note("pack.end_token", { end: endId, component, wanted: end }))
}
