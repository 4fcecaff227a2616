/**
 * The zip file that an Excel workbook is. What its parts unpack to is bounded before any of them is unpacked, and a part that
 * unpacks to another size than it says is refused while it is read (yauzl).
 */
import { open } from "node:fs/promises"
import { basename } from "node:path"
import { type Entry, openPromise, type ZipFile } from "yauzl"
import { note } from "../../../contract/codes/index.ts"
import { reasonOf, StudioError } from "../../../contract/errors.ts"
import { brokenFile, fileTooLarge } from "../file-errors.ts"
import { readXml, type XmlHandlers } from "../xml.ts"

const mostEntries = 10_000
const mostUnpacked = 2 * 1024 ** 3
/** Text packs ten to a hundred times smaller. Small parts may say more. */
const mostRatio = 300
const smallPart = 16 * 1024 ** 2

export class Package {
  readonly file: string
  readonly #zip: ZipFile
  readonly #entries: ReadonlyMap<string, Entry>

  private constructor(file: string, zip: ZipFile, entries: ReadonlyMap<string, Entry>) {
    this.file = file
    this.#zip = zip
    this.#entries = entries
  }

  /** @throws StudioError catalog.broken_file, catalog.too_large */
  static async open(path: string): Promise<Package> {
    const file = basename(path)
    try {
      if (await isOldExcel(path)) throw brokenFile(file, note("table.old_excel", {}))
      const zip = await openPromise(path, { autoClose: false, strictFileNames: true })
      try {
        return new Package(file, zip, await boundedEntries(file, zip))
      } catch (error) {
        zip.close()
        throw error
      }
    } catch (error) {
      throw problemOf(file, error)
    }
  }

  has(part: string): boolean {
    return this.#entries.has(part)
  }

  /** The part's XML goes to the handlers piece by piece; after each piece the reader may take what it has. */
  async *readPart(part: string, handlers: Omit<XmlHandlers, "error">): AsyncGenerator<void> {
    const entry = this.#entries.get(part)
    if (!entry) return
    const reader = readXml(this.file, {
      ...handlers,
      error: (problem, line) => {
        throw brokenFile(this.file, note("table.no_xml", { line, problem }))
      },
    })
    const decoder = new TextDecoder()
    try {
      for await (const bytes of await this.#zip.openReadStreamPromise(entry)) {
        reader.write(decoder.decode(bytes as Uint8Array, { stream: true }))
        yield
      }
      reader.end()
    } catch (error) {
      throw problemOf(this.file, error)
    }
    yield
  }

  close(): void {
    this.#zip.close()
  }
}

async function boundedEntries(file: string, zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>()
  let unpacked = 0
  if (zip.entryCount > mostEntries) throw fileTooLarge(file, note("table.parts", { most: mostEntries }))
  for await (const entry of zip.eachEntry()) {
    unpacked += entry.uncompressedSize
    if (unpacked > mostUnpacked) throw fileTooLarge(file, note("table.unpacked", { limit: mostUnpacked }))
    const ratio = entry.uncompressedSize / Math.max(1, entry.compressedSize)
    if (entry.uncompressedSize > smallPart && ratio > mostRatio)
      throw fileTooLarge(file, note("table.ratio", { most: mostRatio }))
    entries.set(entry.fileName, entry)
  }
  return entries
}

/** Excel before 2007, and workbooks with a password, are files of another kind. */
async function isOldExcel(path: string): Promise<boolean> {
  const handle = await open(path, "r")
  try {
    const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0)
    return buffer.readUInt32BE(0) === 0xd0cf11e0
  } finally {
    await handle.close()
  }
}

function problemOf(file: string, error: unknown): StudioError {
  if (error instanceof StudioError) return error
  const reason = reasonOf(error)
  const ofSystem = error instanceof Error && "syscall" in error
  return brokenFile(file, ofSystem ? reason : note("table.no_excel", { problem: reason }), { cause: error })
}
