/** The mask of a picture's subject: a cut-out's own, or as the foreground network finds it; and why one should be looked at before it is used. */
import { keptFrom, type Mask, shareOf } from "../base/mask.ts"
import { cutOutOf, readOpacity } from "../catalog/cut-outs.ts"
import { MaskStore } from "../catalog/mask-store.ts"
import type { Item } from "../contract/catalog.ts"
import { note } from "../contract/codes/index.ts"
import { isStudioError, StudioError } from "../contract/errors.ts"
import type { Mask as StoredMask } from "../contract/mask.ts"
import type { Note } from "../contract/note.ts"
import { readImage } from "../models/image.ts"
import type { Studio } from "./studio.ts"

/** @throws StudioError mask.no_foreground, mask.file_gone, image.unreadable */
export async function findSubjectMask(
  { pack, pipeline, workspace }: Studio,
  item: Item,
): Promise<{ mask: Mask; doubts: Note[] }> {
  const own = cutOutOf(workspace, item.image)
  if (own) return { mask: await readOpacity(workspace, item.id, own), doubts: [] }
  const opacity = await pipeline.opacity(await readImage(workspace.imagePath(item.image))).catch(cause => {
    if (!isStudioError(cause, "pack.no_component")) throw cause
    throw new StudioError("mask.no_foreground", { pack: pack.name }, { cause })
  })
  const { width, height } = opacity
  const soft = new Uint8Array(width * height)
  for (let at = 0; at < soft.length; at++) soft[at] = opacity.data[at * 3]!
  // What is half there isn't kept half: the original fades out around a mask by itself.
  const mask = { width, height, data: soft.map(value => (value >= keptFrom ? 255 : 0)) }
  return { mask, doubts: doubtsOf(mask, soft) }
}

/** Keeps the subject's mask of an item under a name. @throws StudioError mask.empty, mask.full too */
export async function keepSubjectMask(
  studio: Studio,
  item: Item,
  name: string,
): Promise<{ mask: StoredMask; doubts: Note[] }> {
  const { mask, doubts } = await findSubjectMask(studio, item)
  return { mask: await new MaskStore(studio.workspace).save(item, name, mask), doubts }
}

/** Whether a failure to make an item's mask says nothing of other items. */
export const isOfOneItem = (error: unknown): error is StudioError =>
  isStudioError(error) && /^(mask\.(empty|full|file_gone)|image\.|catalog\.)/.test(error.code)

/** Shares of the picture that a subject seldom has, and of the mask that a clear one doesn't leave open. */
const usual = { least: 0.04, most: 0.9, unclear: 0.2 }
/** Share of the picture from which on a piece or hole counts. */
const counted = 0.003

/** @param soft what the network said of each pixel, 0 … 255 */
function doubtsOf(mask: Mask, soft: Uint8Array): Note[] {
  const share = shareOf(mask)
  const percent = (part: number) => Math.round(100 * part)
  const unclear =
    soft.reduce((count, value) => count + (value > 25 && value < 230 ? 1 : 0), 0) /
    Math.max(1, share * soft.length)
  const small = thinned(mask)
  const least = counted * small.data.length
  const pieces = areasOf(small, true).filter(({ area }) => area >= least).length
  const holes = areasOf(small, false).filter(({ area, atRim }) => !atRim && area >= least).length
  return [
    ...(share < usual.least ? [note("mask.small", { percent: percent(share) })] : []),
    ...(share > usual.most ? [note("mask.large", { percent: percent(share) })] : []),
    ...(pieces > 1 ? [note("mask.pieces", { count: pieces })] : []),
    ...(holes > 0 ? [note("mask.holes", { count: holes })] : []),
    ...(unclear > usual.unclear ? [note("mask.soft", { percent: Math.min(100, percent(unclear)) })] : []),
  ]
}

/** The longer side of a mask whose areas are counted. Those of a large photograph's mask would stop the engine for seconds. */
const mostSide = 1024

/** Every nth pixel of every nth row. */
function thinned(mask: Mask): Mask {
  const step = Math.ceil(Math.max(mask.width, mask.height) / mostSide)
  const width = Math.ceil(mask.width / step)
  const height = Math.ceil(mask.height / step)
  const data = new Uint8Array(width * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) data[y * width + x] = mask.data[(y * mask.width + x) * step]!
  return { width, height, data }
}

interface Area {
  area: number
  atRim: boolean
}

/** The connected areas of what is kept, or of what isn't. */
function areasOf({ width, height, data }: Mask, kept: boolean): Area[] {
  const seen = new Uint8Array(data.length)
  const isWanted = (at: number) => !seen[at] && data[at]! >= keptFrom === kept
  const areas: Area[] = []
  for (let first = 0; first < data.length; first++) {
    if (!isWanted(first)) continue
    const found: Area = { area: 0, atRim: false }
    const open = [first]
    seen[first] = 1
    while (open.length > 0) {
      const at = open.pop()!
      const [x, y] = [at % width, Math.floor(at / width)]
      found.area++
      if (x === 0 || y === 0 || x === width - 1 || y === height - 1) found.atRim = true
      const beside = [
        x > 0 && at - 1,
        x < width - 1 && at + 1,
        y > 0 && at - width,
        y < height - 1 && at + width,
      ]
      for (const next of beside) {
        if (next === false || !isWanted(next)) continue
        seen[next] = 1
        open.push(next)
      }
    }
    areas.push(found)
  }
  return areas
}
