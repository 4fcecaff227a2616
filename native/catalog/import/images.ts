/** The images of an import: found, checked, normalised and stored by content hash, two at a time. */
import { stat } from "node:fs/promises"
import { basename } from "node:path"
import type { Item } from "../../contract/catalog.ts"
import { isStudioError, StudioError } from "../../contract/errors.ts"
import { writeAtomic } from "../atomic.ts"
import { normaliseImage } from "../image.ts"
import type { Workspace } from "../workspace.ts"
import { ImageFolder } from "./files.ts"
import { type ImportOptions, throwIfCancelled } from "./options.ts"
import type { Problems } from "./problems.ts"
import type { ItemDraft } from "./rows.ts"

const concurrency = 2

/**
 * Stores the drafts' images, or only checks them, and returns the items that have one, in order. An image that no item names in the end is
 * only a file that nobody asks for.
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
): Promise<Item[]> {
  const folder = await ImageFolder.open(dir)
  const items: (Item | undefined)[] = new Array(drafts.length)
  let next = 0
  let stored = 0
  let storedBytes = 0

  const keep = async ({ item, image }: ItemDraft): Promise<Item> => {
    const file = await folder.ofItem(item.id, image ?? undefined)
    const { data, hash, width, height } = await normaliseImage(file, image ?? basename(file))
    const path = workspace.imagePath(hash)
    if (images === "store" && !(await isStored(path, data.length))) await writeAtomic(path, data)
    stored++
    storedBytes += data.length
    return { ...item, image: hash, width, height }
  }
  const work = async () => {
    while (next < drafts.length) {
      throwIfCancelled(signal)
      const index = next++
      const draft = drafts[index]!
      try {
        items[index] = await keep(draft)
      } catch (error) {
        if (!(error instanceof StudioError) || !error.code.startsWith("catalog.")) throw error
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

const isStored = async (path: string, size: number): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.size === size
