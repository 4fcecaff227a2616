/** The masks of items: rows in state.db, and files in masks/ by content hash, which stay as recipes name them. */
import { type Mask as MaskPixels, shareOf, unionOf } from "../base/mask.ts"
import type { Item } from "../contract/catalog.ts"
import { reasonOf, StudioError } from "../contract/errors.ts"
import { type Mask, type MaskRef, maskNameSchema } from "../contract/mask.ts"
import type { Note } from "../contract/note.ts"
import { writeAtomic } from "./atomic.ts"
import { checkMask, encodeMask, maskFrom, readStoredMask } from "./mask-file.ts"
import type { State } from "./state.ts"
import type { Workspace } from "./workspace.ts"

/** A row of state.db. */
type StoredMask = Omit<Mask, "stale">

const columns = "item, name, hash, image, width, height, share"

export class MaskStore {
  readonly #workspace: Workspace

  constructor(workspace: Workspace) {
    this.#workspace = workspace
  }

  /** An item's masks by name. */
  of(item: Pick<Item, "id" | "image">): Mask[] {
    const rows = this.#workspace.state.read(
      state =>
        state
          .prepare(`SELECT ${columns} FROM masks WHERE item = ? ORDER BY name`)
          .all(item.id) as StoredMask[],
    )
    return rows.map(row => seenFrom(item, row))
  }

  /**
   * The masks of these names.
   *
   * @throws StudioError mask.unknown with the names that there are, mask.stale
   */
  named(item: Pick<Item, "id" | "image">, names: readonly string[]): MaskRef[] {
    if (names.length === 0) return []
    const all = this.of(item)
    return [...new Set(names)].map(name => {
      const mask = findNamed(all, item.id, name)
      if (mask.stale) throw new StudioError("mask.stale", { item: item.id, name })
      return { name, hash: mask.hash }
    })
  }

  /**
   * Keeps a PNG as the item's mask of that name, in place of an earlier one.
   *
   * @throws StudioError mask.*, and those of a write
   */
  async import(item: Item, name: string, bytes: Uint8Array): Promise<{ mask: Mask; notes: Note[] }> {
    const wanted = maskName(name)
    const { mask, notes } = await maskFrom(bytes, item, wanted)
    return { mask: await this.save(item, wanted, mask), notes }
  }

  /** Keeps a mask of the picture's size. @throws StudioError mask.bad_name, mask.empty, mask.full */
  async save(item: Item, name: string, pixels: MaskPixels): Promise<Mask> {
    const wanted = maskName(name)
    checkMask(pixels, wanted)
    const { hash } = await this.keepFile(wanted, pixels)
    return this.#put(item, { name: wanted, hash, image: item.image }, pixels)
  }

  /** Keeps the file of a mask that isn't to be among the item's own, as a recipe names it. @throws as `save` */
  async keepFile(name: string, pixels: MaskPixels): Promise<MaskRef> {
    const wanted = maskName(name)
    checkMask(pixels, wanted)
    const { data, hash } = await encodeMask(pixels)
    // Before anything is written: whoever may only read hears of it at once.
    this.#workspace.state.write(() => undefined)
    await writeAtomic(this.#workspace.maskPath(hash), data)
    return { name: wanted, hash }
  }

  /** Brings back a mask that was deleted or replaced, for the picture that it was made for. @throws StudioError mask.file_gone */
  async restore(item: Item, mask: MaskRef & Pick<Mask, "image">): Promise<Mask> {
    return this.#put(item, mask, await readMask(this.#workspace, item.id, mask))
  }

  #put(item: Item, { name, hash, image }: MaskRef & Pick<Mask, "image">, pixels: MaskPixels): Mask {
    const { width, height } = pixels
    const row: StoredMask = { item: item.id, name, hash, image, width, height, share: shareOf(pixels) }
    this.#workspace.state.write(state =>
      state
        .prepare(`INSERT OR REPLACE INTO masks (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?)`)
        .run(row.item, row.name, row.hash, row.image, row.width, row.height, row.share),
    )
    return seenFrom(item, row)
  }

  /** Deletes a mask; its file stays. @throws StudioError mask.unknown */
  remove(item: Pick<Item, "id" | "image">, name: string): Mask {
    const mask = findNamed(this.of(item), item.id, name)
    this.#workspace.state.write(state =>
      state.prepare("DELETE FROM masks WHERE item = ? AND name = ?").run(item.id, name),
    )
    return mask
  }
}

/** Where masks lie. */
export type MaskFiles = Pick<Workspace, "maskPath">

/** What any of the masks keeps. @throws StudioError mask.file_gone */
export async function unionOfMasks(
  files: MaskFiles,
  item: string,
  masks: readonly MaskRef[],
): Promise<MaskPixels> {
  return unionOf(await Promise.all(masks.map(mask => readMask(files, item, mask))))
}

/** @throws StudioError mask.file_gone */
export async function readMask(files: MaskFiles, item: string, { name, hash }: MaskRef): Promise<MaskPixels> {
  try {
    return await readStoredMask(files.maskPath(hash))
  } catch (cause) {
    throw new StudioError("mask.file_gone", { item, name, reason: reasonOf(cause) }, { cause })
  }
}

const seenFrom = (item: Pick<Item, "image">, row: StoredMask): Mask => ({
  ...row,
  stale: row.image !== item.image,
})

function findNamed(masks: readonly Mask[], item: string, name: string): Mask {
  const mask = masks.find(mask => mask.name === name)
  if (!mask) throw new StudioError("mask.unknown", { item, name, known: masks.map(({ name }) => name) })
  return mask
}

/** Items with masks or a cut-out, and the hashes of these. */
export function allMasks(state: State): { item: string; hash: string }[] {
  return state
    .prepare(
      "SELECT item, hash FROM masks UNION SELECT item, hash FROM cut_out_masks JOIN cut_outs USING (image)",
    )
    .all() as { item: string; hash: string }[]
}

function maskName(name: string): string {
  const parsed = maskNameSchema.safeParse(name.normalize("NFC"))
  if (!parsed.success) throw new StudioError("mask.bad_name", { name })
  return parsed.data
}
