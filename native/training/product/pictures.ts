/** The pictures that a product is taught with: those of items, or of a folder; each read once, and none twice. */
import { mkdir, readdir, stat } from "node:fs/promises"
import { basename, join } from "node:path"
import sharp from "sharp"
import { writeAtomic } from "../../catalog/atomic.ts"
import { normaliseImage, type StoredImage } from "../../catalog/image.ts"
import type { Workspace } from "../../catalog/workspace.ts"
import { isStudioError, StudioError } from "../../contract/errors.ts"
import { mostPictures } from "../../contract/teaching.ts"
import type { RunFolder } from "../run-folder.ts"
import { type ProductPicture, productPicture } from "./product-file.ts"

export interface TaughtSource {
  /** Items whose pictures, all of them, show the product. */
  items: readonly string[]
  /** A folder of pictures. */
  folder?: string | undefined
}

export interface FoundPicture extends ProductPicture {
  stored: StoredImage
}

export interface FoundPictures {
  /** Those that can be learned, each once, by name. */
  pictures: FoundPicture[]
  /** Names of those that are the same as another, that can't be read, or that show nothing. */
  same: string[]
  unreadable: string[]
}

const pictureName = (item: string, index: number): string => (index === 0 ? item : `${item} (${index + 1})`)

/** The item of a picture that has such a name. */
export const itemOfPicture = ({ name }: ProductPicture): string => name.replace(/ \(\d+\)$/, "")

const pictureFile = /\.(png|jpe?g|webp|tiff?|avif|gif|heic|heif)$/i

/** Files that are looked at in a folder. */
const mostFiles = 200

/**
 * @throws StudioError teaching.no_pictures, teaching.many_pictures, catalog.unknown_item, what `signal` was aborted with
 */
export async function findPictures(
  workspace: Pick<Workspace, "findItem" | "itemExtras" | "imagePath">,
  { items, folder }: TaughtSource,
  signal?: AbortSignal,
): Promise<FoundPictures> {
  const files = new Map<string, string>()
  for (const id of items) {
    const item = await workspace.findItem(id)
    const images = [item, ...workspace.itemExtras(item.id).pictures].map(({ image }) => image)
    for (const [index, image] of images.entries())
      files.set(pictureName(item.id, index), workspace.imagePath(image))
  }
  if (folder !== undefined) for (const file of await filesIn(folder)) files.set(basename(file), file)
  if (files.size > mostFiles)
    throw new StudioError("teaching.many_pictures", { found: files.size, most: mostPictures })
  return readPictures(files, signal)
}

async function filesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => {
    throw new StudioError("teaching.no_pictures", { folder })
  })
  const files = names
    .filter(name => pictureFile.test(name) && !name.startsWith("."))
    .sort((one, other) => one.localeCompare(other, "en", { numeric: true }))
    .map(name => join(folder, name))
  const found: string[] = []
  for (const file of files) if ((await stat(file).catch(() => null))?.isFile()) found.push(file)
  if (found.length === 0) throw new StudioError("teaching.no_pictures", { folder })
  return found
}

async function readPictures(
  files: ReadonlyMap<string, string>,
  signal?: AbortSignal,
): Promise<FoundPictures> {
  const found: FoundPictures = { pictures: [], same: [], unreadable: [] }
  const seen: Uint8Array[] = []
  for (const [name, file] of files) {
    signal?.throwIfAborted()
    const stored = await normaliseImage(file, name).catch(error => {
      if (isStudioError(error)) return null
      throw error
    })
    if (!stored || stored.treatment === "blank") {
      found.unreadable.push(name)
      continue
    }
    const look = await lookOf(stored)
    if (seen.some(other => difference(other, look) < leastDifference)) found.same.push(name)
    else {
      seen.push(look)
      found.pictures.push({ image: stored.hash, name, stored })
    }
  }
  return found
}

/** A picture in few pixels: the same photograph saved twice looks the same. */
const lookSide = 16
const lookOf = ({ data }: StoredImage): Promise<Buffer> =>
  sharp(data).resize(lookSide, lookSide, { fit: "fill" }).removeAlpha().toColourspace("srgb").raw().toBuffer()

/** Of 255, on average: less than two photographs differ in, more than compressing one changes. */
const leastDifference = 1.5
const difference = (one: Uint8Array, other: Uint8Array): number =>
  one.reduce((sum, value, i) => sum + Math.abs(value - other[i]!), 0) / one.length

/** Copies the pictures into the folder of a run, which then needs nothing that may be deleted. */
export async function copyPictures(
  folder: Pick<RunFolder, "dir">,
  pictures: readonly FoundPicture[],
): Promise<void> {
  await mkdir(join(folder.dir, "pictures"), { recursive: true })
  for (const { image, stored } of pictures) await writeAtomic(productPicture(folder, image), stored.data)
}
