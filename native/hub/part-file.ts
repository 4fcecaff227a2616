/**
 * A file that is still being downloaded, and a note beside it of what has come. Both outlive the process: the next one goes on
 * from there. The file gets its name once its content is what the hub says.
 */
import { createHash, type Hash } from "node:crypto"
import { type FileHandle, mkdir, open, readFile, rename, rm } from "node:fs/promises"
import { dirname } from "node:path"
import { z } from "zod"
import { parsedJson } from "../base/json.ts"
import { replaceFile } from "../base/replace-file.ts"
import type { FileHash, RemoteFile } from "./repository.ts"

/** From the first byte to the one behind the last. */
export type Range = readonly [start: number, end: number]

const noteSchema = z.object({
  hash: z.string(),
  size: z.int(),
  etag: z.string().nullable(),
  done: z.array(z.tuple([z.int().min(0), z.int().min(0)])),
})

/** Milliseconds between two notes: what came since is downloaded again after a kill. */
const noteEvery = 1000

export class PartFile {
  readonly file: RemoteFile
  readonly #path: string
  readonly #handle: FileHandle
  #hashes: readonly { kind: FileHash["kind"] | "content"; hash: Hash }[]
  #done: Range[]
  #etag: string | null
  #notedAt = Date.now()
  #noting: Promise<void> = Promise.resolve()
  #hashed = 0
  #hashing: Promise<void> = Promise.resolve()
  #version = 0
  readonly #buffer = Buffer.allocUnsafe(1 << 20)

  private constructor(
    path: string,
    file: RemoteFile,
    handle: FileHandle,
    done: Range[],
    etag: string | null,
  ) {
    this.#path = path
    this.file = file
    this.#handle = handle
    this.#done = done
    this.#etag = etag
    this.#hashes = newHashes(file)
    this.#hashOn()
  }

  /** Opens the part at `path`, or begins it anew where what lies there belongs to another content. */
  static async open(path: string, file: RemoteFile): Promise<PartFile> {
    await mkdir(dirname(path), { recursive: true })
    const noted = parsedJson(await readFile(noteOf(path), "utf8").catch(() => ""), noteSchema)
    const known = noted?.hash === file.hash.hex && noted.size === file.size ? noted : null
    const handle = await open(path, "r+").catch(() => open(path, "w+"))
    const isWhole = (await handle.stat()).size === file.size
    if (!known || !isWhole) await handle.truncate(0)
    await handle.truncate(file.size)
    const done = known && isWhole ? known.done.filter(([start, end]) => start < end && end <= file.size) : []
    return new PartFile(path, file, handle, merged(done), known?.etag ?? null)
  }

  /** What the server called the content that came so far. */
  get etag(): string | null {
    return this.#etag
  }

  set etag(etag: string | null) {
    this.#etag = etag
  }

  get doneBytes(): number {
    return this.#done.reduce((sum, [start, end]) => sum + end - start, 0)
  }

  get isComplete(): boolean {
    return this.doneBytes === this.file.size
  }

  /** What is missing, in ranges of at most `most` bytes. */
  missing(most: number): Range[] {
    const ranges: Range[] = []
    let at = 0
    for (const [start, end] of [...this.#done, [this.file.size, this.file.size] as const]) {
      for (; at < start; at = Math.min(start, at + most)) ranges.push([at, Math.min(start, at + most)])
      at = Math.max(at, end)
    }
    return ranges
  }

  /** Takes bytes at their place. Throws what the system does. */
  async write(bytes: Uint8Array, position: number): Promise<void> {
    let written = 0
    while (written < bytes.length) {
      const { bytesWritten } = await this.#handle.write(
        bytes,
        written,
        bytes.length - written,
        position + written,
      )
      written += bytesWritten
    }
    this.#done = merged([...this.#done, [position, position + bytes.length]])
    this.#hashOn()
    if (Date.now() - this.#notedAt >= noteEvery) await this.note()
  }

  /** Forgets all that came. */
  async restart(): Promise<void> {
    await this.#settled()
    this.#version++
    this.#done = []
    this.#etag = null
    this.#hashed = 0
    this.#hashes = newHashes(this.file)
    await this.note()
  }

  /** Notes what has come. A failure costs only that the next run downloads it again. */
  note(): Promise<void> {
    this.#notedAt = Date.now()
    const { hash, size } = this.file
    const text = JSON.stringify({ hash: hash.hex, size, etag: this.#etag, done: this.#done })
    this.#noting = this.#noting.then(() =>
      replaceFile(noteOf(this.#path), text, { durable: false }).catch(() => undefined),
    )
    return this.#noting
  }

  /** Follows the beginning that has come without a gap, while the rest is on its way. */
  #hashOn(): void {
    const version = this.#version
    this.#hashing = this.#hashing.then(async () => {
      const buffer = this.#buffer
      for (;;) {
        const [first] = this.#done
        const end = first && first[0] === 0 ? first[1] : 0
        if (version !== this.#version || this.#hashed >= end) return
        const { bytesRead } = await this.#handle.read(
          buffer,
          0,
          Math.min(buffer.length, end - this.#hashed),
          this.#hashed,
        )
        if (bytesRead === 0) return
        for (const { hash } of this.#hashes) hash.update(buffer.subarray(0, bytesRead))
        this.#hashed += bytesRead
      }
    })
    // `finish` hears of it.
    this.#hashing.catch(() => undefined)
  }

  async #settled(): Promise<void> {
    await this.#hashing.catch(() => undefined)
    await this.#noting
  }

  /**
   * Gives the file the name `target` if it is whole and its content the hub's: then the answer is its SHA-256, else null, and
   * nothing of it is kept. Throws what the system does.
   */
  async finish(target: string): Promise<string | null> {
    await this.#hashing
    await this.#noting
    const isWhole = this.#hashed === this.file.size
    const digests = new Map(this.#hashes.map(({ kind, hash }) => [kind, hash.digest("hex")]))
    if (!isWhole || digests.get(this.file.hash.kind) !== this.file.hash.hex) {
      await this.#handle.close()
      await this.#remove()
      return null
    }
    await this.#handle.sync()
    await this.#handle.close()
    await mkdir(dirname(target), { recursive: true })
    await rename(this.#path, target)
    await rm(noteOf(this.#path), { force: true })
    return digests.get("content") ?? digests.get("sha256")!
  }

  /** Leaves what has come for the next run. */
  async close(): Promise<void> {
    await this.#settled()
    await this.note()
    await this.#handle.close()
  }

  async #remove(): Promise<void> {
    await rm(this.#path, { force: true })
    await rm(noteOf(this.#path), { force: true })
  }
}

const noteOf = (path: string) => `${path}.json`

/** Of what git names, the SHA-256 is made as well: packs list it. */
function newHashes({
  size,
  hash: { kind },
}: RemoteFile): { kind: FileHash["kind"] | "content"; hash: Hash }[] {
  if (kind === "sha256") return [{ kind, hash: createHash("sha256") }]
  return [
    { kind, hash: createHash("sha1").update(`blob ${size}\0`) },
    { kind: "content", hash: createHash("sha256") },
  ]
}

/** The same bytes as ranges without overlap, in order. */
function merged(ranges: readonly Range[]): Range[] {
  const sorted = ranges.toSorted(([a], [b]) => a - b)
  const all: [number, number][] = []
  for (const [start, end] of sorted) {
    const last = all.at(-1)
    if (last && start <= last[1]) last[1] = Math.max(last[1], end)
    else all.push([start, end])
  }
  return all
}
