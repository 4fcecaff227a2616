/** Files of an import folder: found by name, and never outside it. */
import type { Dirent } from "node:fs"
import { readdir, realpath, stat } from "node:fs/promises"
import { basename, extname, isAbsolute, join, posix, relative, sep } from "node:path"
import { StudioError } from "../../contract/errors.ts"
import { nearMatches } from "../near.ts"
import { webAddress } from "./fetch/address.ts"
import { withoutZeros } from "./ids.ts"

/** The first of the names that is a file in the folder. */
export async function existing(dir: string, names: readonly string[]): Promise<string | undefined> {
  for (const name of names) {
    const path = join(dir, name)
    const stats = await stat(path).catch(() => undefined)
    if (stats?.isFile()) return path
  }
  return undefined
}

const imageFolders = ["images", "posters", "image", "pictures", "."]
const imageEndings = new Set([".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif", ".tif", ".tiff"])

/** How many rows get suggestions, and in folders of how many files: comparing names takes time. */
const mostSuggested = 200
const mostCompared = 20_000

/**
 * A name in any case, and however its accents are encoded: macOS writes NFD, tables mostly NFC. Marks that nobody sees come
 * with text that was copied (Windows puts one before a path), and downloads keep an address's %20 in their names.
 */
const folded = (name: string): string =>
  decoded(name)
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, "")
    .normalize("NFC")
    .toLowerCase()

/** The pictures of an import folder. */
export class ImageFolder {
  /** A real path. */
  readonly #root: string
  /** Names of a folder's files and folders by how they are compared, read once. */
  readonly #listings = new Map<string, Promise<ReadonlyMap<string, string[]>>>()
  #byId: Promise<ReadonlyMap<string, string>> | undefined
  #suggested = 0

  private constructor(root: string) {
    this.#root = root
  }

  static async open(dir: string): Promise<ImageFolder> {
    return new ImageFolder(await realpath(dir))
  }

  /**
   * The real path of an item's picture: the one that its row names, else one named by its id. An address in the row
   * doesn't hide such a file.
   *
   * @throws StudioError catalog.no_image, catalog.image_*
   */
  async ofItem(id: string, named: string | undefined): Promise<string> {
    if (named !== undefined && !isAddress(named)) return this.named(named)
    const path = await this.#named(id)
    if (path !== undefined) return this.#contained(path, named ?? id)
    if (named !== undefined) return this.named(named)
    throw new StudioError("catalog.no_image", { id, near: await this.#likeId(id) })
  }

  /** Whether a file in the folder is named by the item's id. */
  async hasNamedById(id: string): Promise<boolean> {
    return (await this.#named(id)) !== undefined
  }

  /**
   * The real path of a picture that a row names. Names in other case, with accents or spaces written in other ways, with
   * backslashes or as in an address (%20, ?v=1) are found where only one file fits.
   *
   * @throws StudioError catalog.image_url, catalog.image_outside, catalog.image_missing, catalog.image_unclear
   */
  async named(image: string): Promise<string> {
    if (isAddress(image)) {
      const host = webAddress(image)?.host ?? null
      throw new StudioError("catalog.image_url", { image, near: await this.#like(image), host })
    }
    for (const way of waysToWrite(image)) {
      const inside = this.#fromRoot(way)
      if (inside === undefined) continue
      const found = await this.#find(inside, image)
      if (found !== undefined) return this.#contained(found, image)
    }
    const near = await this.#like(image)
    const isOutside = waysToWrite(image).some(way => this.#fromRoot(way) === undefined)
    throw new StudioError(isOutside || isRooted(image) ? "catalog.image_outside" : "catalog.image_missing", {
      image,
      near,
    })
  }

  /** The way from the root; undefined when it leads elsewhere. */
  #fromRoot(path: string): string | undefined {
    // Sites write their own root as a slash.
    const rooted = isAbsolute(path) && isInside(this.#root, path) ? relative(this.#root, path) : path
    if (/^[a-z]:(\/|$)/i.test(rooted)) return undefined
    const way = posix.normalize(rooted.replaceAll(sep, "/").replace(/^\/+/, ""))
    return way === "." || way === ".." || way.startsWith("../") ? undefined : way
  }

  /** A file at the end of the way, or of that name in a folder of images. */
  async #find(way: string, image: string): Promise<string | undefined> {
    const segments = way.split("/").filter(segment => segment !== "")
    const direct = await this.#walk(this.#root, segments, image)
    if (direct !== undefined || segments.length > 1) return direct
    for (const folder of imageFolders) {
      const path = await this.#walk(join(this.#root, folder), segments, image)
      if (path !== undefined) return path
    }
    return undefined
  }

  async #walk(from: string, segments: readonly string[], image: string): Promise<string | undefined> {
    let path = from
    for (const segment of segments) {
      const names = (await this.#listing(path)).get(folded(segment)) ?? []
      if (names.length > 1 && !names.includes(segment))
        throw new StudioError("catalog.image_unclear", { image, found: names })
      const name = names.includes(segment) ? segment : names[0]
      if (name === undefined) return undefined
      path = join(path, name)
    }
    return path
  }

  #listing(dir: string): Promise<ReadonlyMap<string, string[]>> {
    const known = this.#listings.get(dir)
    if (known) return known
    const listing = this.#read(dir)
    this.#listings.set(dir, listing)
    return listing
  }

  async #read(dir: string): Promise<ReadonlyMap<string, string[]>> {
    const names = new Map<string, string[]>()
    for (const { name } of await this.#entries(dir)) {
      const alike = names.get(folded(name))
      if (alike) alike.push(name)
      else names.set(folded(name), [name])
    }
    return names
  }

  /** Nothing of a folder that lies outside, be it by a link. */
  async #entries(dir: string): Promise<Dirent[]> {
    const real = await realpath(dir).catch(() => undefined)
    if (real === undefined || (real !== this.#root && !isInside(this.#root, real))) return []
    return readdir(real, { withFileTypes: true }).catch(() => [])
  }

  /** @throws StudioError catalog.image_outside, catalog.image_missing */
  async #contained(path: string, image: string): Promise<string> {
    const real = await realpath(path).catch(() => undefined)
    if (real === undefined) throw new StudioError("catalog.image_missing", { image, near: [] })
    if (!isInside(this.#root, real)) throw new StudioError("catalog.image_outside", { image, near: [] })
    if ((await stat(real)).isDirectory()) throw new StudioError("catalog.image_missing", { image, near: [] })
    return real
  }

  /** The path of a picture that is named by an id. */
  async #named(id: string): Promise<string | undefined> {
    this.#byId ??= this.#readById()
    const byId = await this.#byId
    return byId.get(id) ?? byId.get(folded(id))
  }

  async #readById(): Promise<ReadonlyMap<string, string>> {
    const byId = new Map<string, string>()
    const alike = new Map<string, string>()
    for (const folder of imageFolders) {
      const dir = join(this.#root, folder)
      for (const { name } of (await this.#entries(dir)).sort((a, b) => (a.name < b.name ? -1 : 1))) {
        if (!isImage(name)) continue
        const id = stem(name)
        if (!byId.has(id)) byId.set(id, join(dir, name))
        if (!alike.has(folded(id))) alike.set(folded(id), join(dir, name))
      }
    }
    for (const [id, path] of alike) if (!byId.has(id)) byId.set(id, path)
    return byId
  }

  /** Files whose names are an id but for zeros before it. */
  async #likeId(id: string): Promise<string[]> {
    if (++this.#suggested > mostSuggested) return []
    const bare = withoutZeros(folded(id))
    const names = await this.#images()
    const zeros = names.filter(name => withoutZeros(folded(stem(name))) === bare)
    return zeros.length > 0
      ? zeros.slice(0, 3)
      : near(
          id,
          names.filter(name => stem(name).includes(id)),
        )
  }

  /** Files whose names are like one that isn't there. */
  async #like(image: string): Promise<string[]> {
    if (++this.#suggested > mostSuggested) return []
    const name = basename(decoded(withoutQuery(image)).replaceAll("\\", "/"))
    return name === "" ? [] : near(name, await this.#images())
  }

  async #images(): Promise<string[]> {
    const listings = await Promise.all(imageFolders.map(folder => this.#listing(join(this.#root, folder))))
    const names = new Set(listings.flatMap(listing => [...listing.values()].flat()).filter(isImage))
    return names.size > mostCompared ? [] : [...names]
  }
}

const isImage = (name: string): boolean => imageEndings.has(extname(name).toLowerCase())
const stem = (name: string): string => name.slice(0, name.length - extname(name).length)

/** Files of that very name in another place, else those of a similar one. */
function near(asked: string, names: readonly string[]): string[] {
  const same = names.filter(name => folded(name) === folded(asked))
  // Short names are all alike.
  if (same.length > 0 || stem(asked).length < 3) return same
  return nearMatches(
    stem(asked),
    names.map(name => ({ id: name, name: stem(name) })),
  )
}

/** "shirt: blue.png" and a Windows drive are none. */
const isAddress = (image: string): boolean =>
  /^([a-z][a-z0-9+.-]+:\/\/|\/\/|(data|file|blob|cid|mailto|javascript):)/i.test(image)

/** A way from the root of a disk or of a site. */
const isRooted = (image: string): boolean => /^([a-z]:)?[/\\]/i.test(image)

/** What a row may mean, the most literal first. */
function waysToWrite(image: string): string[] {
  const named = image.replaceAll("\\", "/")
  return [...new Set([named, decoded(named), withoutQuery(named), decoded(withoutQuery(named))])]
}

const withoutQuery = (name: string): string => name.replace(/[?#][^/]*$/, "")

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}
