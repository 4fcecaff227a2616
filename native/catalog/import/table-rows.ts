/**
 * Splits a table's text into records as RFC 4180 says, and keeps the harm of a stray quote to its own row: a quoted
 * field may go on over several lines only where that reads as one sound record and swallows no line that is a row by itself.
 */
import { note } from "../../contract/codes/index.ts"
import { brokenFile } from "./file-errors.ts"

/** Longest record, and longest line. */
const maxRowLength = 1_000_000

/** Longest quoted field that is looked through for its end. A field that is kept is shorter by far. */
const longestQuoted = 200_000

export interface Dialect {
  /** One character, or several where there are no quotes. */
  delimiter: string
  /** null in files that use quotes as plain letters. */
  quote: '"' | "'" | null
  /** Whether a backslash makes the quote after it a letter. A quote that is written twice is one anyway. */
  backslash?: boolean
}

export interface Line {
  text: string
  /** The line break that ends it; empty at the end of the file. */
  end: string
}

export type RawRow =
  | {
      row: number
      fields: string[]
      exact?: (string | undefined)[] | undefined
      /** A quoted field holds what may be further fields or rows. */
      mayHoldMore?: boolean
      /** The file ends within the record's last line, and may have been cut off there. */
      endsFile?: boolean
    }
  /** The field, counted from 1, in which a quote opens or closes in the wrong place. */
  | { row: number; strayQuote: number }

interface Read {
  fields: string[]
  /** How many lines the record takes. */
  lines: number
  strayQuote: number | null
}

/**
 * Records of lines, each with the 1-based line on which it starts; empty lines are passed over. `width` says how many
 * fields a row has: undefined while that isn't known, which is so for a header.
 */
export async function* readRows(
  lines: AsyncIterator<Line>,
  dialect: Dialect,
  width: () => number | undefined,
): AsyncGenerator<RawRow> {
  let ahead: Line[] = []
  let head = 0
  let buffered = 0
  let ended = false
  let row = 1
  for (;;) {
    if (buffered <= maxRowLength && !ended) {
      ahead = ahead.slice(head)
      head = 0
      while (buffered < 2 * maxRowLength && !ended) {
        const next = await lines.next()
        if (next.done) ended = true
        else {
          ahead.push(next.value)
          buffered += next.value.text.length + 1
        }
      }
    }
    if (head === ahead.length) return
    const taken = ahead[head]!.text === "" ? undefined : readRow(ahead, head, dialect, width())
    if (taken?.strayQuote != null) yield { row, strayQuote: taken.strayQuote }
    else if (taken && hasWidth(taken.fields, width() ?? 0)) yield { row, fields: taken.fields }
    else if (taken) {
      const mayHoldMore = taken.fields.some(field => holdsMore(field, dialect.delimiter))
      const endsFile = ahead[head + taken.lines - 1]!.end === ""
      yield { row, fields: taken.fields, mayHoldMore, endsFile }
    }
    for (let count = taken?.lines ?? 1; count > 0; count--) {
      buffered -= ahead[head++]!.text.length + 1
      row++
    }
  }
}

/** A line break, or a delimiter without the space that follows it in prose. */
const holdsMore = (field: string, delimiter: string): boolean =>
  /[\r\n]/.test(field) || field.replaceAll(`${delimiter} `, "").includes(delimiter)

/** The record that starts on a line, with a backslash before quotes where it makes no sense otherwise. */
function readRow(lines: readonly Line[], start: number, dialect: Dialect, width: number | undefined): Read {
  const read = readKeepingOthers(lines, start, dialect, width)
  if (dialect.quote === null || isWhole(read, width)) return read
  const escapes = lines.slice(start, start + 50).some(({ text }) => text.includes(`\\${dialect.quote}`))
  if (!escapes) return read
  const escaped = readKeepingOthers(lines, start, { ...dialect, backslash: true }, width)
  return isWhole(escaped, width) ? escaped : read
}

const isWhole = (read: Read, width: number | undefined): boolean =>
  read.strayQuote === null && (width === undefined || hasWidth(read.fields, width))

/** Whether a record has that many fields; empty ones at its end don't count, since many programs write them. */
export function hasWidth(fields: readonly string[], width: number): boolean {
  if (fields.length < width) return false
  for (let at = width; at < fields.length; at++) if (fields[at]!.trim() !== "") return false
  return true
}

function readKeepingOthers(
  lines: readonly Line[],
  start: number,
  dialect: Dialect,
  width: number | undefined,
): Read {
  const read = readRecord(lines, start, dialect, width)
  if (read.strayQuote !== null || read.lines === 1 || width === undefined) return read
  const sound = hasWidth(read.fields, width)
  for (let line = start + 1; line < start + read.lines; line++) {
    const { text } = lines[line]!
    const alone = readRecord([{ text, end: "" }], 0, dialect, width)
    if (alone.strayQuote !== null || width < 2 || !hasWidth(alone.fields, width)) continue
    if (!sound || looksLikeRow(text, alone.fields, read.fields, dialect))
      return { fields: [], lines: 1, strayQuote: multiLineField(read.fields) }
  }
  return read
}

/** Where the first field with a line break stands, counted from 1. */
const multiLineField = (fields: readonly string[]): number =>
  fields.findIndex(field => /[\r\n]/.test(field)) + 1

/**
 * Whether a line within a quoted field is rather a row of the table than prose that has as many commas: prose has
 * spaces after them. With two columns one comma says little, so the first fields must look alike, too.
 */
function looksLikeRow(
  text: string,
  alone: readonly string[],
  record: readonly string[],
  dialect: Dialect,
): boolean {
  const id = alone[0]!.trim()
  if (id === "" || /\s/.test(id)) return false
  if (text.includes(`${dialect.delimiter} `) && !text.includes(dialect.quote ?? '"')) return false
  return alone.length > 2 || shape(id) === shape(record[0]!.trim())
}

const shape = (id: string): string => id.replaceAll(/\p{N}+/gu, "0").replaceAll(/\p{L}+/gu, "a")

function readRecord(
  lines: readonly Line[],
  start: number,
  { delimiter, quote, backslash = false }: Dialect,
  width: number | undefined,
): Read {
  const fields: string[] = []
  let line = start
  let text = lines[line]!.text
  let at = 0
  const stray = (): Read => ({ fields: [], lines: 1, strayQuote: fields.length + 1 })
  for (;;) {
    const open = quote === null ? -1 : passSpaces(text, at, delimiter)
    if (open < 0 || text[open] !== quote) {
      const end = text.indexOf(delimiter, at)
      fields.push(end < 0 ? text.slice(at) : text.slice(at, end))
      if (end < 0) break
      at = end + delimiter.length
      continue
    }
    let value = ""
    let from = open + 1
    for (;;) {
      const end = endOfQuoted(text, from, quote, backslash)
      if (end < 0) {
        value += text.slice(from) + lines[line]!.end
        if (++line === lines.length || value.length > longestQuoted) return stray()
        text = lines[line]!.text
        from = 0
      } else if (text[end + 1] === quote) {
        value += text.slice(from, end + 1)
        from = end + 2
      } else {
        value += text.slice(from, end)
        at = passSpaces(text, end + 1, delimiter)
        break
      }
    }
    if (at < text.length && text[at] !== delimiter) return stray()
    fields.push(backslash ? value.replaceAll(/\\(["'\\])/g, "$1") : value)
    // Such a record can't be sound. Without an end here, each row of a broken file would be read many times.
    if (line > start && width !== undefined && fields.length > width && value !== "") return stray()
    if (at === text.length) break
    at++
  }
  return { fields, lines: line - start + 1, strayQuote: null }
}

/** Where the next quote stands that no backslash makes a letter; −1 where none does. */
function endOfQuoted(text: string, from: number, quote: string, backslash: boolean): number {
  let end = text.indexOf(quote, from)
  while (backslash && end >= 0) {
    let slashes = end
    while (slashes > from && text[slashes - 1] === "\\") slashes--
    if ((end - slashes) % 2 === 0) break
    end = text.indexOf(quote, end + 1)
  }
  return end
}

/** Also the byte-order marks that joining files leaves within them. */
function passSpaces(text: string, from: number, delimiter: string): number {
  let at = from
  while (isSpace(text[at]) && text[at] !== delimiter) at++
  return at
}

const isSpace = (char: string | undefined): boolean =>
  char === " " || char === "\t" || char === "\u00a0" || char === "\u3000" || char === "\ufeff"

/**
 * Lines that end with any of \r\n, \n and \r, since files joined from several have mixed line ends.
 * @throws StudioError catalog.broken_file when a line never ends
 */
export async function* readLines(pieces: AsyncIterable<string>, file: string): AsyncGenerator<Line> {
  let rest = ""
  for await (const piece of pieces) {
    const text = rest + piece
    let from = 0
    for (const { 0: end, index } of text.matchAll(/\r\n|\n|\r/g)) {
      // The \n of this \r may come with the next piece.
      if (end === "\r" && index === text.length - 1) break
      yield { text: text.slice(from, index), end }
      from = index + end.length
    }
    rest = text.slice(from)
    if (rest.length > maxRowLength) throw brokenFile(file, note("catalog.endless_line", {}))
  }
  if (rest.endsWith("\r")) yield { text: rest.slice(0, -1), end: "\r" }
  else if (rest !== "") yield { text: rest, end: "" }
}
