/**
 * Files for layouts that aren't kept yet, as a logo that was just chosen: by content hash, beside the workspace's layouts.
 * A kept layout has copies of its own.
 */
import { createHash } from "node:crypto"
import { utimes } from "node:fs/promises"
import { basename, extname, join } from "node:path"
import { LRUCache } from "lru-cache"
import sharp from "sharp"
import { readBounded } from "../../base/read-bounded.ts"
import { replaceFile } from "../../base/replace-file.ts"
import { StudioError } from "../../contract/errors.ts"
import type { Layout, LayoutFile } from "../../contract/layout.ts"
import { addFont } from "../text/fonts.ts"
import { BrokenFont } from "../text/sfnt.ts"
import { notWritten } from "../write-file.ts"
import { type LoadedLayout, loadedWith, mostBytes } from "./loaded.ts"
import { canBeDrawn } from "./picture.ts"
import { removeOlder } from "./put-away.ts"
import { listLayouts, type Place } from "./store.ts"

/** A file that was taken in. */
export interface KeptFile extends LayoutFile {
  /** A font's own name; null for a picture. */
  family: string | null
}

const hashOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex")

export class LayoutFiles {
  readonly #place: Place
  /** Looked at many times while a layout is changed. */
  readonly #read = new LRUCache<string, Buffer>({
    maxSize: 96 * 1024 * 1024,
    sizeCalculation: bytes => bytes.length + 1,
  })

  constructor(place: Place) {
    this.#place = place
  }

  /** Takes in a picture or a font that a layout can use. @throws StudioError layout.bad_file, export.not_written */
  async keep(name: string, bytes: Buffer): Promise<KeptFile> {
    const refused = new StudioError("layout.bad_file", {
      file: basename(name).slice(0, 100).toWellFormed(),
      most_picture: mostBytes.image,
      most_font: mostBytes.font,
    })
    const ending = (await pictureEnding(bytes)) ?? fontEnding(bytes)
    if (ending === null || (!isFont(ending) && bytes.length > mostBytes.image)) throw refused
    const family = isFont(ending) ? await familyOf(bytes, refused) : null
    const hash = hashOf(bytes)
    await replaceFile(this.#pathOf(hash), bytes).catch(notWritten(name))
    this.#read.set(hash, bytes)
    return { name: `${stemOf(name)}${ending}`, hash, family }
  }

  /** A layout as it is being changed, with files by their hashes; one that is nowhere any more is a problem of it. */
  load(layout: Layout, files: readonly LayoutFile[]): Promise<LoadedLayout> {
    return loadedWith(layout, async (name, most) => {
      const file = files.find(file => file.name === name)
      const bytes = file && (await this.#find(file, layout.name))
      if (!bytes) return "no_file"
      return bytes.length > most ? "too_large" : bytes
    })
  }

  /** The files of a loaded layout, as `load` takes them. */
  refsOf({ files }: LoadedLayout): LayoutFile[] {
    return [...files].map(([name, bytes]) => {
      const hash = hashOf(bytes)
      this.#read.set(hash, bytes)
      return { name, hash }
    })
  }

  /** Forgets files that nobody has used since that time, in milliseconds since 1970. */
  purge(before: number): Promise<void> {
    return removeOlder(join(this.#place.layoutsDir, ".files"), before)
  }

  async #find({ name, hash }: LayoutFile, layout: string): Promise<Buffer | null> {
    const known = this.#read.get(hash)
    if (known) return known
    const own = this.#pathOf(hash)
    const others = (await listLayouts(this.#place)).filter(({ origin }) => origin === "workspace")
    const names = [layout, ...others.map(({ name }) => name)]
    for (const path of [own, ...names.map(other => join(this.#place.layoutsDir, other, name))]) {
      const bytes = await readBounded(path, mostBytes.font).catch(() => null)
      if (!(bytes instanceof Buffer) || hashOf(bytes) !== hash) continue
      // It is in use: see `purge`.
      if (path === own) await utimes(own, new Date(), new Date()).catch(() => undefined)
      this.#read.set(hash, bytes)
      return bytes
    }
    return null
  }

  #pathOf(hash: string): string {
    return join(this.#place.layoutsDir, ".files", hash)
  }
}

const isFont = (ending: string): boolean => ending === ".ttf" || ending === ".otf"

const pictureEndings: Readonly<Record<string, string>> = { png: ".png", jpeg: ".jpg", webp: ".webp" }

async function pictureEnding(bytes: Buffer): Promise<string | null> {
  if (!(await canBeDrawn(bytes))) return null
  const { format } = await sharp(bytes).metadata()
  return pictureEndings[format] ?? null
}

/** By its first bytes, as OpenType has them. */
function fontEnding(bytes: Buffer): string | null {
  const start = bytes.subarray(0, 4).toString("latin1")
  if (start === "OTTO") return ".otf"
  return start === "true" || start === "\0\x01\0\0" ? ".ttf" : null
}

async function familyOf(bytes: Buffer, refused: StudioError): Promise<string> {
  try {
    return (await addFont(bytes)).name
  } catch (error) {
    throw error instanceof BrokenFont ? refused : error
  }
}

/** Names that Windows keeps for its devices. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)$/i

/** A name that every system takes, as layouts have them. Of two that differ in their case alone, some systems make one. */
function stemOf(name: string): string {
  const stem = basename(name.replaceAll("\\", "/"), extname(name))
    .normalize("NFC")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_-]+/gu, "-")
    .slice(0, 60)
    .toWellFormed()
    .replaceAll(/^-+|-+$/g, "")
  if (stem === "") return "file"
  return reserved.test(stem) ? `_${stem}` : stem
}
