/**
 * Files of renders. What was drawn here lies in renders/, and nowhere else. What a farm drew stays in the farm's store: of
 * that the workspace has a small copy in thumbnails/ and, of what was looked at, a whole one in fetched/, within the room
 * that these may take. The oldest whole copies go first, and none that the store has lost.
 */
import { createHash } from "node:crypto"
import { existsSync } from "node:fs"
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import pLimit from "p-limit"
import { memoized } from "../base/memo.ts"
import { StudioError } from "../contract/errors.ts"
import { writeAtomic, writeError } from "./atomic.ts"
import { fetchedFolder, type Render, RenderStore } from "./render-store.ts"
import { readSetting, type StateAccess, writeSetting } from "./state.ts"
import { waitingRender } from "./waiting-renders.ts"

/** Reads what farms keep. @throws StudioError farm.* */
export interface StoreReader {
  /** The file of a render, with the render's recipe in it. */
  file(render: Render): Promise<Uint8Array>
  /** A small copy, as WebP. */
  thumbnail(render: Render): Promise<Uint8Array>
  has(render: Render): Promise<boolean>
}

/** What whole copies take, and may take, in bytes. */
export interface FetchedRoom {
  bytes: number
  files: number
  most: number
}

const usualRoom = 5e9
const roomKey = "fetched.room"

interface Place {
  /** The workspace's folder. */
  dir: string
  state: StateAccess
}

export class RenderPictures {
  readonly #place: Place
  readonly #renders: RenderStore
  #reader: StoreReader | null = null
  readonly #fetching = new Map<string, Promise<string>>()
  readonly #clearing = pLimit(1)

  constructor(place: Place) {
    this.#place = place
    this.#renders = new RenderStore(place.state)
  }

  /** From now on, what farms keep is read by this one. */
  readBy(reader: StoreReader): void {
    this.#reader = reader
  }

  /** Whether the whole file is in the workspace. */
  isHere({ path }: Pick<Render, "path">): boolean {
    return existsSync(join(this.#place.dir, path))
  }

  /** The file's bytes; those of a store are kept nowhere. @throws StudioError farm.*; a lost file as the system says it */
  async bytesOf(render: Render): Promise<Uint8Array> {
    const path = join(this.#place.dir, render.path)
    if (!render.stored || this.isHere(render)) return readFile(path)
    return this.#readerOf().file(render)
  }

  /** Where the file is; it is fetched, and kept for another look, if it isn't here. @throws StudioError farm.*, workspace.* */
  async pathOf(render: Render): Promise<string> {
    const path = join(this.#place.dir, render.path)
    if (!render.stored || this.isHere(render)) return path
    return memoized(this.#fetching, render.id, async () => {
      await writeAtomic(path, await this.#readerOf().file(render))
      await this.#clearing(() => this.#clear(basename(path)))
      return path
    }).finally(() => this.#fetching.delete(render.id))
  }

  /** Of a render that a farm keeps. A small copy that is lost is read from the store again. @throws StudioError farm.* */
  async thumbnailOf(render: Render): Promise<Uint8Array> {
    const known = await readFile(this.#thumbnailPath(render.path)).catch(() => null)
    if (known) return known
    const read = await this.#readerOf().thumbnail(render)
    // On a full or read-only disk it is read again each time.
    await this.keepThumbnail(render, read).catch(() => undefined)
    return read
  }

  /** @throws StudioError workspace.no_space, workspace.not_writable */
  async keepThumbnail({ id, path }: Render, bytes: Uint8Array): Promise<void> {
    const place = this.#thumbnailPath(path)
    const waiting = waitingRender(this.#place.dir, `${id}.webp`)
    try {
      await Promise.all([place, waiting].map(file => mkdir(dirname(file), { recursive: true })))
      await writeFile(waiting, bytes)
      await rename(waiting, place)
    } catch (error) {
      throw writeError(error, place, bytes.length)
    }
  }

  /** Removes the files of a render that is forgotten; of what a farm keeps, the copies. */
  async remove(path: string): Promise<void> {
    await rm(join(this.#place.dir, path), { force: true })
    if (path.startsWith(`${fetchedFolder}/`)) await rm(this.#thumbnailPath(path), { force: true })
  }

  async room(): Promise<FetchedRoom> {
    const files = await this.#fetched()
    return { bytes: sumOf(files), files: files.length, most: this.#most() }
  }

  /** Copies that are too many go, as far as their store can be asked whether it still has them. */
  async setRoom(most: number): Promise<void> {
    this.#place.state.write(state => writeSetting(state, roomKey, String(most)))
    await this.#clearing(() => this.#clear())
  }

  #most(): number {
    return Number(this.#place.state.read(state => readSetting(state, roomKey)) ?? usualRoom)
  }

  #readerOf(): StoreReader {
    if (!this.#reader) throw new StudioError("farm.store_unknown", {})
    return this.#reader
  }

  #thumbnailPath(path: string): string {
    const id = basename(path, ".png")
    return join(this.#place.dir, "thumbnails", id.slice(0, 2), `${id}.webp`)
  }

  /** The whole copies, the oldest first. */
  async #fetched(): Promise<{ name: string; bytes: number; at: number }[]> {
    const dir = join(this.#place.dir, fetchedFolder)
    const names = (await readdir(dir).catch(() => [])).filter(name => name.endsWith(".png"))
    const found = await Promise.all(
      names.map(async name => {
        const file = await stat(join(dir, name)).catch(() => null)
        return file ? [{ name, bytes: file.size, at: file.mtimeMs }] : []
      }),
    )
    return found.flat().sort((one, other) => one.at - other.at)
  }

  /** Removes whole copies until they take no more than they may; one that is just looked at stays. */
  async #clear(looked?: string): Promise<void> {
    const files = await this.#fetched()
    const most = this.#most()
    let bytes = sumOf(files)
    for (const { name, bytes: own } of files) {
      if (bytes <= most) return
      if (name === looked) continue
      const [render] = this.#renders.get([basename(name, ".png")])
      if (render?.stored) {
        // A store that can't be asked may have lost it.
        const isSafe = await this.#reader?.has(render).catch(() => null)
        if (isSafe === undefined || isSafe === null) return
        if (!isSafe) await this.#makeOwn(render)
      }
      await rm(join(this.#place.dir, fetchedFolder, name), { force: true })
      bytes -= own
    }
  }

  /** Its store has lost it: the copy here becomes a picture like those that were drawn here. */
  async #makeOwn({ id, path }: Render): Promise<void> {
    const { dir, state } = this.#place
    const bytes = await readFile(join(dir, path))
    const own = `renders/${createHash("sha256").update(bytes).digest("hex")}.png`
    await writeAtomic(join(dir, own), bytes)
    state.write(rows =>
      rows.prepare("UPDATE renders SET path = ?, store = NULL, ask = NULL WHERE id = ?").run(own, id),
    )
  }
}

const sumOf = (files: readonly { bytes: number }[]): number =>
  files.reduce((sum, { bytes }) => sum + bytes, 0)
