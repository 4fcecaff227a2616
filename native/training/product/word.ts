/** What a word means already, to the pack and to the catalog, before it becomes a product's. */
import { itemText } from "../../contract/catalog.ts"
import { note } from "../../contract/codes/index.ts"
import type { Note } from "../../contract/note.ts"
import type { Tokenizer } from "../../models/tokenizer.ts"
import type { Studio } from "../../personalize/studio.ts"

/** Pieces of a word that is still learned well. */
const mostPieces = 3

/** CLIP's tokens are numbered from the most frequent to the rarest: a word among the first four fifths is known. */
const knownShare = 0.8

export const piecesOf = (tokenizer: Tokenizer, word: string): number => tokenizer.count(word) - 2

export async function warningsOfWord(
  { pipeline: { tokenizer }, workspace }: Pick<Studio, "pipeline" | "workspace">,
  word: string,
): Promise<Note[]> {
  const warnings: Note[] = []
  const pieces = piecesOf(tokenizer, word)
  if (pieces > mostPieces) warnings.push(note("teaching.word_pieces", { word, pieces }))
  if (pieces === 1 && tokenizer.encode(word).ids[1]! < knownShare * tokenizer.endId)
    warnings.push(note("teaching.word_known", { word }))
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])${escaped(word)}(?![\\p{L}\\p{N}])`, "iu")
  const items = (await workspace.items()).filter(item =>
    pattern.test([itemText(item), ...item.tags].join(" ")),
  )
  if (items.length > 0) warnings.push(note("teaching.word_in_catalog", { word, items: items.length }))
  return warnings
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")
