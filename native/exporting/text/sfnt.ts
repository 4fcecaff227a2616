/**
 * Font files (TrueType, OpenType, their collections, WOFF): what they are called and which characters they have, read from
 * a few tables; and the same font under another name. A file is the user's and may say anything: every length is bounded.
 */
import { inflateSync } from "node:zlib"

/** Which characters a font has: ranges of code points, in order. */
export type Coverage = readonly (readonly [first: number, last: number])[]

export interface Face {
  family: string
  coverage: Coverage
}

/** Reads `length` bytes at `at`; fewer at the end of the file. */
export type ReadAt = (at: number, length: number) => Buffer

interface Table {
  tag: string
  checksum: number
  offset: number
  length: number
}

export class BrokenFont extends Error {}

const maxTables = 200
const maxFaces = 64
const maxTableBytes = 8 * 1024 * 1024
const maxRanges = 200_000

/** `true`, 1.0, `OTTO`. */
const outlines = [0x74727565, 0x00010000, 0x4f54544f]
const collection = 0x74746366

/** Without these a text would be set in another font, and nobody would say so. OpenType, “Required tables”. */
const needed = ["cmap", "head", "hhea", "hmtx", "maxp", "name"]

/** The faces of a font file, of a collection all. @throws BrokenFont */
export function readFaces(readAt: ReadAt): Face[] {
  return offsetsOf(readAt).map(at => {
    const tables = readTables(readAt, at)
    return {
      family: familyOf(tableBytes(readAt, tables, "name")),
      coverage: coverageOf(tableBytes(readAt, tables, "cmap")),
    }
  })
}

export const readAtOf =
  (bytes: Buffer): ReadAt =>
  (at, length) =>
    bytes.subarray(at, at + length)

function offsetsOf(readAt: ReadAt): number[] {
  const head = readAt(0, 12)
  if (head.length < 12) throw new BrokenFont("too short")
  const kind = head.readUInt32BE(0)
  if (outlines.includes(kind)) return [0]
  if (kind !== collection) throw new BrokenFont("not a font")
  const count = Math.min(head.readUInt32BE(8), maxFaces)
  const list = readAt(12, 4 * count)
  if (list.length < 4 * count) throw new BrokenFont("short collection")
  return Array.from({ length: count }, (_, index) => list.readUInt32BE(4 * index))
}

function readTables(readAt: ReadAt, at: number): Table[] {
  const head = readAt(at, 12)
  if (head.length < 12 || !outlines.includes(head.readUInt32BE(0))) throw new BrokenFont("not a font")
  const count = head.readUInt16BE(4)
  const directory = readAt(at + 12, 16 * count)
  if (count === 0 || count > maxTables || directory.length < 16 * count) throw new BrokenFont("no tables")
  return Array.from({ length: count }, (_, index) => ({
    tag: directory.toString("latin1", 16 * index, 16 * index + 4),
    checksum: directory.readUInt32BE(16 * index + 4),
    offset: directory.readUInt32BE(16 * index + 8),
    length: directory.readUInt32BE(16 * index + 12),
  }))
}

function tableBytes(readAt: ReadAt, tables: readonly Table[], tag: string): Buffer {
  const table = tables.find(candidate => candidate.tag === tag)
  if (!table || table.length > maxTableBytes) throw new BrokenFont(`no table ${tag}`)
  const bytes = readAt(table.offset, table.length)
  if (bytes.length < table.length) throw new BrokenFont(`short table ${tag}`)
  return bytes
}

/** The typographic family if there is one: English first. OpenType, `name`. */
function familyOf(table: Buffer): string {
  return reading(() => {
    const count = table.readUInt16BE(2)
    const strings = table.readUInt16BE(4)
    let best = ""
    let bestScore = -1
    for (let index = 0; index < count; index++) {
      const at = 6 + 12 * index
      const [platform, , language, id, length, offset] = [0, 2, 4, 6, 8, 10].map(by =>
        table.readUInt16BE(at + by),
      )
      if (id !== 1 && id !== 16) continue
      const bytes = table.subarray(strings + offset!, strings + offset! + length!)
      const isUnicode = platform === 3 || platform === 0
      const text = isUnicode
        ? Buffer.from(bytes.subarray(0, bytes.length & ~1))
            .swap16()
            .toString("utf16le")
        : bytes.toString("latin1")
      const score = (id === 16 ? 4 : 0) + (language === 0x409 ? 2 : 0) + (isUnicode ? 1 : 0)
      if (score > bestScore && text !== "") [best, bestScore] = [text, score]
    }
    return best
  })
}

/** Formats 4 and 12 hold every character that today's programs ask for. OpenType, `cmap`. */
function coverageOf(table: Buffer): Coverage {
  return reading(() => {
    const count = Math.min(table.readUInt16BE(2), 64)
    const ranges: [number, number][] = []
    for (let index = 0; index < count; index++) {
      const at = table.readUInt32BE(4 + 8 * index + 4)
      const format = table.readUInt16BE(at)
      // A symbol font's own code points are no characters.
      if (table.readUInt16BE(4 + 8 * index) === 3 && table.readUInt16BE(4 + 8 * index + 2) === 0) continue
      if (format === 4) ranges.push(...segments(table, at))
      if (format === 12) ranges.push(...groups(table, at))
      if (ranges.length > maxRanges) throw new BrokenFont("too many ranges")
    }
    return joined(ranges)
  })
}

function segments(table: Buffer, at: number): [number, number][] {
  const count = table.readUInt16BE(at + 6) / 2
  const ends = at + 14
  const starts = ends + 2 * count + 2
  const ranges: [number, number][] = []
  for (let index = 0; index < count; index++) {
    const [first, last] = [table.readUInt16BE(starts + 2 * index), table.readUInt16BE(ends + 2 * index)]
    if (first <= last && first !== 0xffff) ranges.push([first, last])
  }
  return ranges
}

function groups(table: Buffer, at: number): [number, number][] {
  const count = table.readUInt32BE(at + 12)
  if (count > maxRanges) throw new BrokenFont("too many ranges")
  return Array.from({ length: count }, (_, index) => [
    table.readUInt32BE(at + 16 + 12 * index),
    table.readUInt32BE(at + 16 + 12 * index + 4),
  ])
}

function joined(ranges: [number, number][]): Coverage {
  const all: [number, number][] = []
  for (const [first, last] of ranges.sort(([one], [other]) => one - other)) {
    const before = all.at(-1)
    if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last)
    else all.push([first, last])
  }
  return all
}

export function covers(coverage: Coverage, character: number): boolean {
  let [low, high] = [0, coverage.length - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    const [first, last] = coverage[middle]!
    if (character < first) high = middle - 1
    else if (character > last) low = middle + 1
    else return true
  }
  return false
}

/** The same font under another family name: beside fonts of its own name it can't be mistaken for them. @throws BrokenFont */
export function renamedFont(font: Buffer, family: string): Buffer {
  const tables = readTables(readAtOf(font), 0)
  const lacks = (...anyOf: string[]) => !tables.some(({ tag }) => anyOf.includes(tag))
  if (needed.some(tag => lacks(tag)) || lacks("glyf", "CFF ", "CFF2")) throw new BrokenFont("no outlines")
  return written(
    font.readUInt32BE(0),
    tables.map(table => ({
      ...table,
      data: table.tag === "name" ? nameTable(family) : tableBytes(readAtOf(font), tables, table.tag),
    })),
  )
}

/** A WOFF file's font. W3C, WOFF File Format 1.0, section 4. */
export function fontOfWoff(woff: Buffer): Buffer {
  const count = woff.readUInt16BE(12)
  const tables = Array.from({ length: count }, (_, index) => {
    const at = 44 + 20 * index
    const [offset, packed, length, checksum] = [4, 8, 12, 16].map(by => woff.readUInt32BE(at + by))
    const bytes = woff.subarray(offset!, offset! + packed!)
    const data = packed! < length! ? inflateSync(bytes, { maxOutputLength: length! }) : bytes
    return { tag: woff.toString("latin1", at, at + 4), checksum: checksum!, data }
  })
  return written(woff.readUInt32BE(4), tables)
}

/** Windows, Unicode, English: family, style, unique name, full name, PostScript name. */
function nameTable(family: string): Buffer {
  const names = [family, "Regular", family, family, "Version 1", family]
  const records = Buffer.alloc(6 + 12 * names.length)
  records.writeUInt16BE(names.length, 2)
  records.writeUInt16BE(records.length, 4)
  const strings = names.map(name => Buffer.from(name, "utf16le").swap16())
  let offset = 0
  for (const [index, string] of strings.entries()) {
    const fields = [3, 1, 0x409, index + 1, string.length, offset]
    for (const [at, value] of fields.entries()) records.writeUInt16BE(value, 6 + 12 * index + 2 * at)
    offset += string.length
  }
  return Buffer.concat([records, ...strings])
}

/** OpenType, “Organization of an OpenType font”. */
function written(kind: number, tables: readonly { tag: string; checksum: number; data: Buffer }[]): Buffer {
  const directory = Buffer.alloc(12 + 16 * tables.length)
  const power = Math.floor(Math.log2(tables.length))
  directory.writeUInt32BE(kind, 0)
  for (const [at, value] of [
    tables.length,
    16 * 2 ** power,
    power,
    16 * (tables.length - 2 ** power),
  ].entries())
    directory.writeUInt16BE(value, 4 + 2 * at)
  const parts = [directory]
  let offset = directory.length
  for (const [index, { tag, checksum, data }] of tables.entries()) {
    const at = 12 + 16 * index
    const padded = Buffer.concat([data, Buffer.alloc((4 - (data.length % 4)) % 4)])
    directory.write(tag, at, "latin1")
    directory.writeUInt32BE(tag === "name" ? checksumOf(padded) : checksum, at + 4)
    directory.writeUInt32BE(offset, at + 8)
    directory.writeUInt32BE(data.length, at + 12)
    parts.push(padded)
    offset += padded.length
  }
  return Buffer.concat(parts)
}

function checksumOf(padded: Buffer): number {
  let sum = 0
  for (let at = 0; at < padded.length; at += 4) sum = (sum + padded.readUInt32BE(at)) >>> 0
  return sum
}

function reading<T>(read: () => T): T {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof RangeError) throw new BrokenFont("short table", { cause })
    throw cause
  }
}
