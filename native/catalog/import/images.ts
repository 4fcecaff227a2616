/** The images of an import: found, checked, normalised and stored by content hash, two at a time. */
import { basename } from "node:path"
import pLimit from "p-limit"
import { memoized } from "../../base/memo.ts"
import type { Item, ItemExtras } from "../../contract/catalog.ts"
import { note } from "../../contract/codes/index.ts"
import { isStudioError, StudioError } from "../../contract/errors.ts"
import type { Note } from "../../contract/note.ts"
import { keepCutOut } from "../cut-outs.ts"
import { normaliseImage, type StoredImage, type Treatment } from "../image.ts"
import { isKept, keepImage } from "../keep-picture.ts"
import { keepOriginal } from "../originals.ts"
import type { Workspace } from "../workspace.ts"
import { webAddress } from "./fetch/address.ts"
import type { ItemPicture, WebPictures } from "./fetch/web-pictures.ts"
import { ImageFolder } from "./files.ts"
import { type ImportOptions, throwIfCancelled } from "./options.ts"
import { isOfCatalog, type Problems } from "./problems.ts"
import type { ItemDraft } from "./rows.ts"

/** Pictures that are decoded at once, and items whose pictures are fetched at once. */
const concurrency = 2
const fetchedAtOnce = 6
/** Other pictures of one item. */
const mostPictures = 50

export interface KeptItem {
  item: Item
  extras: ItemExtras
}

type Picture = ItemExtras["pictures"][number]

/** An item's own picture is drawn from, and kept in its own size, too; the others are looked at. */
type Role = "own" | "other"

/** Stores the drafts' images, or only checks them, and returns the items that have one, in order. */
export async function keepImages(
  workspace: Workspace,
  dir: string,
  drafts: readonly ItemDraft[],
  problems: Problems,
  {
    signal,
    onProgress,
    images,
    web,
  }: Pick<ImportOptions, "signal" | "onProgress"> & { images: "store" | "check"; web: WebPictures },
): Promise<KeptItem[]> {
  const folder = await ImageFolder.open(dir)
  const items: (KeptItem | undefined)[] = new Array(drafts.length)
  let next = 0
  let stored = 0
  let storedBytes = 0

  const decoding = pLimit(concurrency)
  const treated = new Treated()

  /** A file that several items name is read once; where it can't be read, each of them is told why. */
  const pictures = new Map<string, Promise<ItemPicture>>()
  const pictureOf = (file: string, named: string, role: Role): Promise<ItemPicture> =>
    memoized(pictures, `${role} ${file}`, async () =>
      store(await decoding(() => normaliseImage(file, named)), role, images === "store"),
    )
  const store = async (image: StoredImage, role: Role, write: boolean): Promise<ItemPicture> => {
    const { hash, width, height, bytes, treatment } = await keepImage(workspace, image, write)
    if (write && image.opacity) await keepCutOut(workspace, hash, image.opacity)
    if (write && role === "own" && image.larger) {
      await keepOriginal(workspace, hash, image.larger)
      storedBytes += image.larger.length
    }
    stored++
    storedBytes += bytes
    return { image: hash, width, height, treatment }
  }
  /** Fetched pictures are kept also by a check, so that the import asks for none of them again. */
  const fetched = (address: URL, named: string, role: Role): Promise<ItemPicture> =>
    web.picture(
      address,
      named,
      async bytes => store(await decoding(() => normaliseImage(bytes, named)), role, true),
      ({ image }) => isKept(workspace, image),
    )
  const mainOf = async (id: string, named: string | undefined, isHere: boolean): Promise<ItemPicture> => {
    const address = named === undefined ? undefined : webAddress(named)
    if (address && !isHere && web.allows(address)) return fetched(address, named!, "own")
    const file = await folder.ofItem(id, named)
    return pictureOf(file, named ?? basename(file), "own")
  }
  const otherOf = async (named: string): Promise<ItemPicture> => {
    const address = webAddress(named)
    if (address && web.allows(address)) return fetched(address, named, "other")
    return pictureOf(await folder.named(named), named, "other")
  }
  const keep = async ({ item, place, images, fields }: ItemDraft): Promise<KeptItem> => {
    const [named, ...others] = images
    const isHere = await folder.hasNamedById(item.id)
    for (const image of isHere ? others : images) web.count(image)
    const { treatment, ...main } = await mainOf(item.id, named, isHere)
    treated.count(treatment, item.id)
    const more = new Map<string, Picture>()
    for (const other of others.slice(0, mostPictures)) {
      try {
        const { treatment: _, ...picture } = await otherOf(other)
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

  const ends = await Promise.allSettled(
    Array.from({ length: web.fetches ? fetchedAtOnce : concurrency }, work),
  )
  for (const end of ends) {
    if (end.status === "fulfilled") continue
    if (!isStudioError(end.reason, "workspace.no_space")) throw end.reason
    const average = stored > 0 ? storedBytes / stored : end.reason.details.needed
    const needed = average * (drafts.length - stored)
    throw new StudioError("workspace.no_space", { dir: workspace.dir, needed }, { cause: end.reason })
  }
  for (const said of treated.notes) problems.say(said)
  return items.filter(item => item !== undefined)
}

/** Items whose pictures show nothing as they are. */
class Treated {
  readonly #items = new Map<Treatment, string[]>()

  count(treatment: Treatment, id: string): void {
    if (treatment === "none") return
    const ids = this.#items.get(treatment) ?? []
    this.#items.set(treatment, ids)
    ids.push(id)
  }

  get notes(): Note[] {
    return [...this.#items].map(([treatment, ids]) => {
      const details = { count: ids.length, items: ids.sort().slice(0, 5) }
      if (treatment === "frame") return note("catalog.later_frames", details)
      return treatment === "grey" ? note("catalog.on_grey", details) : note("catalog.blank_pictures", details)
    })
  }
}
