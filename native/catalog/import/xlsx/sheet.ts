/**
 * The rows of one sheet of an Excel file, piece by piece. A number is given as the sheet shows it, and beside that exactly,
 * since a format may hide digits of an id or the year of a date.
 */
import { note } from "../../../contract/codes/index.ts"
import { fileTooLarge } from "../file-errors.ts"
import type { RawRow } from "../table-rows.ts"
import { type CellFormat, formatsOf } from "./number.ts"
import { Package } from "./package.ts"
import { chooseSheet, readFormats, readSharedTexts, readSheets } from "./workbook.ts"

const mostCells = 50_000_000
/** Excel's own limit: column XFD. */
const mostColumns = 16_384
/** Longest text of a cell that is kept whole: Excel's own limit. */
const longestCell = 32_767

/** Names of the sheets that can be read, and of the one that is read when none is named. */
export async function sheetsOf(path: string): Promise<{ names: string[]; first: string }> {
  const book = await Package.open(path)
  try {
    const sheets = await readSheets(book)
    return {
      names: sheets.all.map(({ name }) => name),
      first: chooseSheet(book.file, sheets, undefined).name,
    }
  } finally {
    book.close()
  }
}

/** @throws StudioError catalog.broken_file, catalog.too_large, table.no_sheet */
export async function* readSheet(path: string, name?: string): AsyncGenerator<RawRow> {
  const book = await Package.open(path)
  try {
    const sheets = await readSheets(book)
    const { part } = chooseSheet(book.file, sheets, name)
    const texts = await readSharedTexts(book)
    const formats = formatsOf(await readFormats(book), sheets.from1904)
    yield* rowsOf(book, part, texts, formats)
  } finally {
    book.close()
  }
}

interface Cell {
  column: number
  type: string
  format: CellFormat
  value: string
}

type Row = Extract<RawRow, { fields: string[] }>

async function* rowsOf(
  book: Package,
  part: string,
  texts: readonly string[],
  formats: { at(index: number): CellFormat },
): AsyncGenerator<RawRow> {
  const ready: Row[] = []
  let row: Row | undefined
  let cell: Cell | undefined
  let last = 0
  let cells = 0
  let [inValue, inReading] = [false, false]
  const pieces = book.readPart(part, {
    open(tag, attributes) {
      if (tag === "row") {
        last = Number(attributes.r ?? last + 1)
        row = { row: last, fields: [] }
      } else if (tag === "c" && row) {
        if (++cells > mostCells) throw fileTooLarge(book.file, note("table.cells", { most: mostCells }))
        const column = attributes.r ? columnOf(attributes.r) : row.fields.length
        if (column >= mostColumns) throw fileTooLarge(book.file, note("table.columns", { most: mostColumns }))
        const format = formats.at(Number(attributes.s ?? 0))
        cell = { column, format, type: attributes.t ?? "n", value: "" }
      } else if (tag === "v" || tag === "t") inValue = true
      else if (tag === "rPh") inReading = true
    },
    text(piece) {
      if (cell && inValue && !inReading && cell.value.length <= longestCell) cell.value += piece
    },
    close(tag) {
      if (tag === "v" || tag === "t") inValue = false
      else if (tag === "rPh") inReading = false
      else if (tag === "c" && row && cell) {
        put(row, cell, texts)
        cell = undefined
      } else if (tag === "row" && row) {
        ready.push(row)
        row = undefined
      }
    },
  })
  for await (const _ of pieces) yield* ready.splice(0)
}

function put(row: Row, { column, type, format, value }: Cell, texts: readonly string[]): void {
  if (value === "") return
  while (row.fields.length <= column) row.fields.push("")
  if (type === "n") {
    const { shown, exact } = format(value)
    row.fields[column] = shown
    if (exact === shown) return
    row.exact ??= []
    row.exact[column] = exact
  } else if (type === "b") row.fields[column] = value === "1" ? "TRUE" : "FALSE"
  else row.fields[column] = unescaped(type === "s" ? (texts[Number(value)] ?? "") : value)
}

/** Letters that XML can't hold are written as _x000D_. */
const unescaped = (text: string): string =>
  text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))

/** `AB12` is in column 27, counted from 0. */
function columnOf(place: string): number {
  let column = 0
  for (const char of place.slice(0, 8)) {
    const code = char.charCodeAt(0) - 64
    if (code < 1 || code > 26) break
    column = column * 26 + code
  }
  return column - 1
}
