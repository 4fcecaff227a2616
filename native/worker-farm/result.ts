/**
 * A result: the PNG with its recipe, at the key of its ask. Its code stands in the file itself, in a chunk that other
 * programs pass over, so a result is put with one request and is whole or not there.
 */
import { crc32 } from "node:zlib"
import { note } from "../contract/codes/index.ts"
import { isStudioError, reasonOf, StudioError } from "../contract/errors.ts"
import type { Recipe } from "../contract/recipe.ts"
import { recipeOf } from "../exporting/read-recipe.ts"
import { askKey } from "../personalize/recipe-key.ts"
import type { FarmKey } from "./farm-key.ts"
import type { Store } from "./store/store.ts"

export const resultPrefix = "results"
export const resultKey = (ask: string): string => `${resultPrefix}/${ask.slice(0, 2)}/${ask}.png`

/** As large as an image file that is read anywhere here. */
const maxResultBytes = 64 * 1024 * 1024

const signature = Buffer.from("89504e470d0a1a0a", "hex")
/** PNG's last chunk: no bytes, its type, its checksum. */
const end = Buffer.from("0000000049454e44ae426082", "hex")
/** Of a private chunk, which other programs may leave out but not carry over into a changed file (PNG, 5.4). */
const chunkType = Buffer.from("faRM", "latin1")
const codeBytes = 32
const chunkBytes = codeBytes + 12

/** @param png as this program writes it @param ask the askKey of its recipe */
export function sealResult(png: Uint8Array, ask: string, key: FarmKey): Buffer {
  const content = Buffer.concat([chunkType, key.codeFor("result", ask, png)])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(codeBytes)
  sum.writeUInt32BE(crc32(content))
  return Buffer.concat([png.subarray(0, png.length - end.length), length, content, sum, end])
}

/** The PNG without its code. @throws StudioError farm.bad_result */
export function openResult(sealed: Uint8Array, ask: string, key: FarmKey): Buffer {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.length)
  const at = bytes.length - end.length - chunkBytes
  const isSealed =
    at > signature.length &&
    bytes.subarray(0, signature.length).equals(signature) &&
    bytes.subarray(-end.length).equals(end) &&
    bytes.readUInt32BE(at) === codeBytes &&
    bytes.subarray(at + 4, at + 8).equals(chunkType)
  const png = isSealed ? Buffer.concat([bytes.subarray(0, at), end]) : Buffer.alloc(0)
  const code = bytes.subarray(at + 8, at + 8 + codeBytes)
  if (!isSealed || !key.isCodeFor("result", ask, png, code))
    throw new StudioError("farm.bad_result", { result: ask, problem: note("farm.other_key", {}) })
  return png
}

export interface Result {
  /** The PNG as a studio keeps it, without the farm's code. */
  png: Buffer
  recipe: Recipe
}

/**
 * The result of an ask; null where the store has none.
 *
 * @throws StudioError farm.bad_result for one that nobody with the farm's key put there, farm.store_failed
 */
export async function readResult(store: Store, ask: string, key: FarmKey): Promise<Result | null> {
  const sealed = await store.get(resultKey(ask), maxResultBytes)
  if (sealed === null) return null
  const png = openResult(sealed, ask, key)
  try {
    const recipe = await recipeOf(png, `${ask}.png`)
    if (askKey(recipe) === ask) return { png, recipe }
  } catch (error) {
    if (!isStudioError(error)) throw error
    throw new StudioError("farm.bad_result", { result: ask, problem: reasonOf(error) }, { cause: error })
  }
  throw new StudioError("farm.bad_result", { result: ask, problem: note("farm.other_ask", {}) })
}

/** Whether the store has a sound result: one that isn't is drawn again, and replaced. */
export async function hasResult(store: Store, ask: string, key: FarmKey): Promise<boolean> {
  try {
    return (await readResult(store, ask, key)) !== null
  } catch (error) {
    if (isStudioError(error, "farm.bad_result") || isStudioError(error, "farm.too_large")) return false
    throw error
  }
}
