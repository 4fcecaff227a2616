/**
 * A result: the PNG with its recipe, at the key of its ask. Two chunks that other programs pass over stand in the file
 * itself, so that a result is put with one request and is whole or not there: near the beginning its head (a small picture,
 * and what made it), which is read without the rest; before the end the code of the farm's key.
 */
import { crc32 } from "node:zlib"
import sharp from "sharp"
import { z } from "zod"
import { parsedJson } from "../base/json.ts"
import { note } from "../contract/codes/index.ts"
import { isStudioError, reasonOf, StudioError } from "../contract/errors.ts"
import { type Recipe, recipeMadeSchema } from "../contract/recipe.ts"
import { recipeOf } from "../exporting/read-recipe.ts"
import { askKey } from "../personalize/recipe-key.ts"
import type { FarmKey } from "./farm-key.ts"
import type { Store } from "./store/store.ts"

export const resultPrefix = "results"
export const resultKey = (ask: string): string => `${resultPrefix}/${ask.slice(0, 2)}/${ask}.png`

/** As large as an image file that is read anywhere here. */
const maxResultBytes = 64 * 1024 * 1024
/** What is read of a result to have its head. */
const headBytes = 64 * 1024
/** Of the small picture; what is left of the head is far smaller. */
const mostThumbnail = 56 * 1024
/** Longer side of the small picture, in pixels. */
const thumbnailEdge = 256

const signature = Buffer.from("89504e470d0a1a0a", "hex")
/** PNG's last chunk: no bytes, its type, its checksum. */
const end = Buffer.from("0000000049454e44ae426082", "hex")
/** Signature and IHDR: the other chunks may stand in any order behind them. */
const beginBytes = 33
/** Of private chunks, which other programs may leave out but not carry over into a changed file (PNG, 5.4). */
const codeType = Buffer.from("faRM", "latin1")
const headType = Buffer.from("faHD", "latin1")
const codeBytes = 32
const chunkExtra = 12
const codeChunkBytes = codeBytes + chunkExtra

const headSchema = z.strictObject({
  made: recipeMadeSchema.pick({ app: true, createdAt: true, device: true, dtype: true }),
  /** Of the PNG without these chunks. */
  bytes: z.int().positive(),
})

/** What is known of a result without reading it whole. */
export interface ResultHead {
  made: z.output<typeof headSchema>["made"]
  /** WebP. */
  thumbnail: Buffer
}

/** What is sealed: a PNG as this program writes it, the recipe that it carries, and its small copy. */
export interface Drawn {
  png: Uint8Array
  recipe: Recipe
  thumbnail: Uint8Array
}

export function sealResult({ png, recipe, thumbnail }: Drawn, ask: string, key: FarmKey): Buffer {
  const { app, createdAt, device, dtype } = recipe.made
  const about = Buffer.from(JSON.stringify({ made: { app, createdAt, device, dtype }, bytes: png.length }))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(about.length)
  const content = Buffer.concat([length, about, thumbnail])
  return Buffer.concat([
    png.subarray(0, beginBytes),
    ...chunk(headType, Buffer.concat([key.codeFor("head", ask, content), content])),
    png.subarray(beginBytes, png.length - end.length),
    ...chunk(codeType, key.codeFor("result", ask, png)),
    end,
  ])
}

function chunk(type: Buffer, bytes: Buffer): Buffer[] {
  const content = Buffer.concat([type, bytes])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(bytes.length)
  sum.writeUInt32BE(crc32(content))
  return [length, content, sum]
}

/** A small copy of a picture, as WebP. */
export async function thumbnailOf(png: Uint8Array): Promise<Buffer> {
  const small = sharp(png).resize(thumbnailEdge, thumbnailEdge, { fit: "inside", withoutEnlargement: true })
  for (const quality of [80, 40, 10]) {
    const bytes = await small.webp({ quality }).toBuffer()
    if (bytes.length <= mostThumbnail) return bytes
  }
  throw new Error("no picture of this size takes so much")
}

const bufferOf = ({ buffer, byteOffset, length }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, length)

/** How many bytes the head's chunk takes; null where there is none. */
function headLength(bytes: Buffer): number | null {
  if (bytes.length < beginBytes + chunkExtra || !bytes.subarray(0, signature.length).equals(signature))
    return null
  if (!bytes.subarray(beginBytes + 4, beginBytes + 8).equals(headType)) return null
  const length = bytes.readUInt32BE(beginBytes)
  return length < codeBytes + 4 || length > headBytes ? null : length + chunkExtra
}

/** @param first the first bytes of a sealed result of `total` bytes @returns null for one that nobody with the key sealed, or that is cut */
function openHead(first: Uint8Array, total: number, ask: string, key: FarmKey): ResultHead | null {
  const bytes = bufferOf(first)
  const length = headLength(bytes)
  if (length === null || bytes.length < beginBytes + length) return null
  const sealed = bytes.subarray(beginBytes + 8, beginBytes + length - 4)
  const content = sealed.subarray(codeBytes)
  if (!key.isCodeFor("head", ask, content, sealed.subarray(0, codeBytes))) return null
  const about = content.subarray(4, 4 + content.readUInt32BE(0))
  const head = parsedJson(about.toString(), headSchema)
  if (!head || head.bytes + length + codeChunkBytes !== total) return null
  return { made: head.made, thumbnail: Buffer.from(content.subarray(4 + about.length)) }
}

/** The PNG without what a farm adds. @throws StudioError farm.bad_result */
export function openResult(sealed: Uint8Array, ask: string, key: FarmKey): Buffer {
  const bytes = bufferOf(sealed)
  const head = headLength(bytes)
  const at = bytes.length - end.length - codeChunkBytes
  const isSealed =
    head !== null &&
    at >= beginBytes + head &&
    bytes.subarray(-end.length).equals(end) &&
    bytes.readUInt32BE(at) === codeBytes &&
    bytes.subarray(at + 4, at + 8).equals(codeType)
  const png = isSealed
    ? Buffer.concat([bytes.subarray(0, beginBytes), bytes.subarray(beginBytes + head, at), end])
    : Buffer.alloc(0)
  const code = bytes.subarray(at + 8, at + 8 + codeBytes)
  if (!isSealed || !key.isCodeFor("result", ask, png, code))
    throw new StudioError("farm.bad_result", { result: ask, problem: note("farm.other_key", {}) })
  return png
}

export interface Result {
  /** The PNG as a studio keeps it, without what the farm adds. */
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

/** The head of an ask's result; null where the store has none, or one that isn't sound: it is drawn again, and replaced. */
export async function readHead(store: Store, ask: string, key: FarmKey): Promise<ResultHead | null> {
  const found = await store.begin(resultKey(ask), headBytes)
  return found && openHead(found.bytes, found.total, ask, key)
}
