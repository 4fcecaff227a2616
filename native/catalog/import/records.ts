/**
 * Rows of CSV, TSV and JSON Lines files. A row that can't be read is reported with its line and passed over; a file
 * that can't be read is an error.
 */
import { basename } from "node:path"
import { note } from "../../contract/codes/index.ts"
import { reasonOf, StudioError } from "../../contract/errors.ts"
import type { Note } from "../../contract/note.ts"
import { parseExactly } from "./exact-json.ts"
import type { Problems, RowKind } from "./problems.ts"
import { type Dialect, hasWidth, type Line, maxRowLength, readLines, readRows } from "./table-rows.ts"
import { readText, undecodable } from "./text.ts"

export const maxRows = 2_000_000
export const maxFieldLength = 20_000

/** One row; `fields` by lower-case column name. */
export interface TableRow {
  row: number
  fields: ReadonlyMap<string, unknown>
}

export interface TableOptions {
  /** Column names of a file that has no header. */
  columns?: readonly string[]
  /** Found from the header when absent. */
  delimiter?: "," | ";" | "\t"
  /** Files that use quotes as plain letters: MIND and POG. */
  quotes?: "rfc4180" | "literal"
  /** Whether the last column may hold the delimiter. */
  lastColumn?: "single" | "rest"
}

/** Rows of a file by its name's ending: .jsonl, or a table with a header. */
export const readRecords = (path: string, kind: RowKind, problems: Problems): AsyncGenerator<TableRow> =>
  path.endsWith(".jsonl") ? readJsonLines(path, kind, problems) : readTable(path, kind, problems)

export async function* readTable(
  path: string,
  kind: RowKind,
  problems: Problems,
  options: TableOptions = {},
): AsyncGenerator<TableRow> {
  const file = basename(path)
  const lines = readLines(readText(path), file)
  const start: Line[] = []
  const first = (await lines.next()).value
  let skipped = 0
  let delimiter: string | undefined = options.delimiter
  if (first) {
    // Spreadsheets write this line to say the delimiter of the file.
    const said = delimiter === undefined ? /^"?sep=([,;\t|])"?$/i.exec(first.text)?.[1] : undefined
    if (said !== undefined) skipped = 1
    else start.push(first)
    delimiter ??= said ?? delimiterOf(first.text)
  }
  const dialect: Dialect = { delimiter: delimiter ?? ",", quotes: options.quotes ?? "rfc4180" }

  let columns = options.columns
  // The last column may go on over any number of delimiters, so that a row's width says nothing there.
  const width = () => (options.lastColumn === "rest" ? undefined : columns?.length)
  let rows = 0
  for await (const record of readRows(withStart(start, lines), dialect, width)) {
    const row = record.row + skipped
    if ("strayQuote" in record) {
      const problem = note("catalog.stray_quote", { field: record.strayQuote })
      if (columns === undefined) throw new StudioError("catalog.broken_file", { file, problem })
      if (++rows > maxRows) throw tooManyRows(file)
      problems.malformed(kind, { file, row, id: null }, problem)
      continue
    }
    if (columns === undefined) {
      columns = header(record.fields)
      continue
    }
    if (++rows > maxRows) throw tooManyRows(file)
    const values =
      options.lastColumn === "rest"
        ? joinRest(record.fields, columns.length, dialect.delimiter)
        : record.fields
    const problem = tableRowProblem(values, columns)
    if (problem) problems.malformed(kind, { file, row, id: null }, problem)
    else yield { row, fields: fieldsOf(columns, values) }
  }
}

export async function* readJsonLines(
  path: string,
  kind: RowKind,
  problems: Problems,
): AsyncGenerator<TableRow> {
  const file = basename(path)
  let row = 0
  for await (const line of lines(readText(path), file)) {
    row++
    if (line.trim() === "") continue
    if (row > maxRows) throw tooManyRows(file)
    const parsed = parseObject(line)
    if (parsed instanceof Map) yield { row, fields: parsed }
    else problems.malformed(kind, { file, row, id: null }, parsed)
  }
}

function parseObject(line: string): Map<string, unknown> | Note {
  if (line.includes(undecodable)) return notText
  let value: unknown
  try {
    value = parseExactly(line)
  } catch (error) {
    return note("catalog.no_json", { problem: reasonOf(error) })
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return note("catalog.no_object", {})
  const fields = new Map(Object.entries(value).map(([name, field]) => [name.trim().toLowerCase(), field]))
  for (const [name, field] of fields) {
    if (typeof field === "string" && field.length > maxFieldLength) return tooLong(name)
  }
  return fields
}

async function* lines(pieces: AsyncIterable<string>, file: string): AsyncGenerator<string> {
  let rest = ""
  for await (const piece of pieces) {
    const found = (rest + piece).split(/\r?\n/)
    rest = found.pop()!
    if (rest.length > maxRowLength) {
      throw new StudioError("catalog.broken_file", { file, problem: note("catalog.endless_line", {}) })
    }
    yield* found
  }
  if (rest !== "") yield rest
}

/** The delimiter that the first line holds most of, outside quotes. */
function delimiterOf(line: string): string {
  const first = line.replaceAll(/"[^"]*"/g, "")
  const count = (delimiter: string) => first.split(delimiter).length
  return [",", ";", "\t", "|"].reduce((best, next) => (count(next) > count(best) ? next : best))
}

async function* withStart(start: readonly Line[], rest: AsyncIterable<Line>): AsyncGenerator<Line> {
  yield* start
  yield* rest
}

/** Column names in lower case. Empty ones at the end are left out, and a name that comes again gets its number. */
function header(record: readonly string[]): string[] {
  const seen = new Map<string, number>()
  const columns = record.map(cell => {
    const name = cell.trim().toLowerCase()
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    return name === "" || count === 1 ? name : `${name} (${count})`
  })
  return columns.slice(0, columns.findLastIndex(name => name !== "") + 1)
}

/** The row's values by column name; columns without a name are left out. */
const fieldsOf = (columns: readonly string[], values: readonly string[]): Map<string, string> => {
  const fields = new Map<string, string>()
  for (const [index, name] of columns.entries()) if (name !== "") fields.set(name, values[index]!.trim())
  return fields
}

function joinRest(record: readonly string[], columns: number, delimiter: string): string[] {
  if (record.length <= columns) return [...record]
  return [...record.slice(0, columns - 1), record.slice(columns - 1).join(delimiter)]
}

function tableRowProblem(values: readonly string[], columns: readonly string[]): Note | undefined {
  if (!hasWidth(values, columns.length)) {
    return note("catalog.field_count", { found: values.length, expected: columns.length })
  }
  const long = values.findIndex(value => value.length > maxFieldLength)
  if (long >= 0) return tooLong(columns[long]!)
  return values.some(value => value.includes(undecodable)) ? notText : undefined
}

const notText = note("catalog.not_utf8", {})
const tooLong = (column: string) => note("catalog.long_field", { column, most: maxFieldLength })
const tooManyRows = (file: string) =>
  new StudioError("catalog.too_large", { file, limit: note("catalog.rows", { rows: maxRows }) })
