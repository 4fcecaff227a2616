/**
 * Rows of CSV, TSV and JSON Lines files. A row that can't be read is reported with its line and passed over; a file
 * that can't be read is an error.
 */
import { basename } from "node:path"
import { pipeline, Readable } from "node:stream"
import { CsvError, parse } from "csv-parse"
import { note } from "../../contract/codes/index.ts"
import { reasonOf, StudioError } from "../../contract/errors.ts"
import type { Note } from "../../contract/note.ts"
import { parseExactly } from "./exact-json.ts"
import type { Problems, RowKind } from "./problems.ts"
import { readText, undecodable } from "./text.ts"

export const maxRows = 2_000_000
export const maxFieldLength = 20_000

/** Longest row: beyond it a quote was opened and never closed. */
const maxRowLength = 1_000_000

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
  const text = readText(path)
  const start = (await text.next()).value ?? ""
  const parser = parse({
    delimiter: options.delimiter ?? delimiterOf(start),
    quote: options.quotes === "literal" ? null : '"',
    // A quote inside a field is a letter: 5" heels.
    relax_quotes: true,
    // All of them, since files joined from several have mixed line ends.
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    max_record_size: maxRowLength,
  })
  pipeline(Readable.from(withStart(start, text)), parser, () => {})

  let columns = options.columns
  let rows = 0
  /** Line on which the next row starts: every record ends one, and its fields may hold others. */
  let next = 1
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      const row = next
      next += record.reduce((lines, field) => lines + lineBreaks(field), 1)
      if (record.length === 1 && record[0] === "") continue
      if (columns === undefined) {
        columns = header(record, file)
        continue
      }
      if (++rows > maxRows) throw tooManyRows(file)
      const values =
        options.lastColumn === "rest" ? joinRest(record, columns.length, options.delimiter) : record
      const problem = tableRowProblem(values, columns)
      if (problem) problems.malformed(kind, { file, row, id: null }, problem)
      else yield { row, fields: new Map(columns.map((name, index) => [name, values[index]!.trim()])) }
    }
  } catch (error) {
    throw brokenFile(file, error)
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
function delimiterOf(start: string): string {
  const first = start.replaceAll(/"[^"]*"/g, "").split(/[\r\n]/, 1)[0]!
  const count = (delimiter: string) => first.split(delimiter).length
  return [",", ";", "\t"].reduce((best, next) => (count(next) > count(best) ? next : best))
}

async function* withStart(start: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield start
  yield* rest
}

function header(record: readonly string[], file: string): string[] {
  const columns = record.map(name => name.trim().toLowerCase())
  const twin = columns.find((name, index) => name !== "" && columns.indexOf(name) !== index)
  if (twin === undefined) return columns
  throw new StudioError("catalog.broken_file", {
    file,
    problem: note("catalog.twin_columns", { column: twin }),
  })
}

function joinRest(record: readonly string[], columns: number, delimiter = ","): string[] {
  if (record.length <= columns) return [...record]
  return [...record.slice(0, columns - 1), record.slice(columns - 1).join(delimiter)]
}

function tableRowProblem(values: readonly string[], columns: readonly string[]): Note | undefined {
  if (values.length !== columns.length) {
    return note("catalog.field_count", { found: values.length, expected: columns.length })
  }
  const long = values.findIndex(value => value.length > maxFieldLength)
  if (long >= 0) return tooLong(columns[long]!)
  return values.some(value => value.includes(undecodable)) ? notText : undefined
}

const notText = note("catalog.not_utf8", {})
const tooLong = (column: string) => note("catalog.long_field", { column, most: maxFieldLength })
const lineBreaks = (field: string): number =>
  /[\r\n]/.test(field) ? field.split(/\r\n|\r|\n/).length - 1 : 0
const tooManyRows = (file: string) =>
  new StudioError("catalog.too_large", { file, limit: note("catalog.rows", { rows: maxRows }) })

function brokenFile(file: string, error: unknown): unknown {
  if (!(error instanceof CsvError)) return error
  const unclosed = error.code === "CSV_QUOTE_NOT_CLOSED" || error.code === "CSV_MAX_RECORD_SIZE"
  const problem = unclosed ? note("catalog.open_quote", { row: Number(error.records) }) : reasonOf(error)
  return new StudioError("catalog.broken_file", { file, problem }, { cause: error })
}
