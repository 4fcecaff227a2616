/** The images of an import: found, checked, normalised and stored by content hash, two at a time. */
import { basename } from "node:path"
import type { Item, ItemExtras } from "../../contract/catalog.ts"
import { note } from "../../contract/codes/index.ts"
import { isStudioError, StudioError } from "../../contract/errors.ts"
import { keepPicture } from "../keep-picture.ts"
import type { Workspace } from "../workspace.ts"
import { ImageFolder } from "./files.ts"
import { type ImportOptions, throwIfCancelled } from "./options.ts"
import type { Problems } from "./problems.ts"
import type { ItemDraft } from "./rows.ts"

const concurrency = 2
/** Other pictures of one item. */
const mostPictures = 50

export interface KeptItem {
  item: Item
  extras: ItemExtras
}

type Picture = ItemExtras["pictures"][number]

/**
 * Stores the drafts' images, or only checks them, and returns the items that have one, in order.
 */
export async function keepImages(
  workspace: Workspace,
  dir: string,
  drafts: readonly ItemDraft[],
  problems: Problems,
  {
    signal,
    onProgress,
    images,
  }: Pick<ImportOptions, "signal" | "onProgress"> & { images: "store" | "check" },
): Promise<KeptItem[]> {
  const folder = await ImageFolder.open(dir)
  const items: (KeptItem | undefined)[] = new Array(drafts.length)
  let next = 0
  let stored = 0
  let storedBytes = 0

  /** A file that several items name is read once. */
  const pictures = new Map<string, Promise<Picture>>()
  const pictureOf = async (file: string, named: string): Promise<Picture> => {
    let known = pictures.get(file)
    if (!known) {
      known = store(file, named)
      pictures.set(file, known)
      // Each item that names it is told what is wrong with it.
      known.catch(() => pictures.delete(file))
    }
    return known
  }
  const store = async (file: string, named: string): Promise<Picture> => {
    const kept = await keepPicture(workspace, file, { named, store: images === "store" })
    const { hash, width, height, bytes } = kept
    stored++
    storedBytes += bytes
    return { image: hash, width, height }
  }
  const keep = async ({ item, place, images, fields }: ItemDraft): Promise<KeptItem> => {
    const [named, ...others] = images
    const file = await folder.ofItem(item.id, named)
    const main = await pictureOf(file, named ?? basename(file))
    const more = new Map<string, Picture>()
    for (const other of others.slice(0, mostPictures)) {
      try {
        const picture = await pictureOf(await folder.named(other), other)
        if (picture.image !== main.image) more.set(picture.image, picture)
      } catch (error) {
        if (!isOfCatalog(error)) throw error
        problems.refuse("picture", place, error)
      }
    }
    if (others.length > mostPictures) problems.say(note("table.pictures_left_out", { most: mostPictures }))
    return { item: { ...item, ...main }, extras: { fields, pictures: [...more.values()] } }
  }
  const work = async () => {
    while (next < drafts.length) {
      throwIfCancelled(signal)
      const index = next++
      const draft = drafts[index]!
      try {
        items[index] = await keep(draft)
      } catch (error) {
        if (!isOfCatalog(error)) throw error
        problems.refuse("item", draft.place, error)
      }
      onProgress?.({ step: "images", done: index + 1, total: drafts.length })
    }
  }

  const ends = await Promise.allSettled(Array.from({ length: concurrency }, work))
  for (const end of ends) {
    if (end.status === "fulfilled") continue
    if (!isStudioError(end.reason, "workspace.no_space")) throw end.reason
    const average = stored > 0 ? storedBytes / stored : end.reason.details.needed
    const needed = average * (drafts.length - stored)
    throw new StudioError("workspace.no_space", { dir: workspace.dir, needed }, { cause: end.reason })
  }
  return items.filter(item => item !== undefined)
}

/** What is wrong with a picture, and not with the disk or the program. */
const isOfCatalog = (error: unknown): error is StudioError =>
  error instanceof StudioError && error.code.startsWith("catalog.")
