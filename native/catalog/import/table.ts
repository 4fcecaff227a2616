/** A table, wherever its rows come from: a header, then rows of fields by column name. Bad rows are reported and passed over. */
import { note } from "../../contract/codes/index.ts"
import type { Note } from "../../contract/note.ts"
import { brokenFile, fileTooLarge } from "./file-errors.ts"
import type { Problems, RowKind } from "./problems.ts"
import { filled } from "./short-rows.ts"
import { hasWidth, type RawRow } from "./table-rows.ts"
import { problemOfText } from "./text.ts"

export const maxRows = 2_000_000
export const maxFieldLength = 20_000

export interface TableRow {
  row: number
  /** Names of the columns in lower case, in order; the same list for every row of a table. */
  columns: readonly string[]
  /** By column name. */
  fields: ReadonlyMap<string, unknown>
  /** Numbers and times as they are, for fields that are shown in another way (Excel). */
  exact?: ReadonlyMap<string, string>
}

export interface TableOptions {
  /** Column names of a file that has no header. */
  columns?: readonly string[] | undefined
  /** Whether a row is the header, in files that have rows before it. */
  isHeader?: ((names: readonly string[]) => boolean) | undefined
  /** Whether the last column may hold the delimiter, which then joins what it split. */
  rest?: string | undefined
}

/** Rows that may stand before a header. */
export const rowsBeforeHeader = 10

export interface Width {
  /** How many fields a row has, once that is known. */
  fields: number | undefined
}

/** @param width is told as soon as the header is known, since it says how rows are to be split */
export async function* tableRows(
  records: AsyncIterable<RawRow>,
  { file, kind, problems, width }: { file: string; kind: RowKind; problems: Problems; width: Width },
  { columns: given, isHeader, rest }: TableOptions,
): AsyncGenerator<TableRow> {
  let columns = given
  // The last column may go on over any number of delimiters, so that a row's width says nothing there.
  width.fields = rest === undefined ? columns?.length : undefined
  let before = 0
  const left = records[Symbol.asyncIterator]()
  while (columns === undefined) {
    const { done, value: record } = await left.next()
    if (done) return
    const stray = "strayQuote" in record
    if (stray && !isHeader) throw brokenHeader(file, record.strayQuote)
    const names = stray ? [] : header(record.fields)
    if (isHeader && !isHeader(names) && before++ < rowsBeforeHeader) continue
    if (names.length === 0 || names.some(name => /[\0\ufffd]/.test(name)))
      throw brokenFile(file, note("table.no_table", {}))
    columns = names
    width.fields = rest === undefined ? columns.length : undefined
  }
  let rows = 0
  const all = { [Symbol.asyncIterator]: () => left }
  // Files without a header have fixed columns.
  for await (const record of given ? all : filled(all, columns)) {
    const { row } = record
    const stray = "strayQuote" in record
    if (!stray && isEmpty(record.fields)) continue
    if (++rows > maxRows) throw tooManyRows(file)
    const values = stray
      ? []
      : rest === undefined
        ? record.fields
        : joinRest(record.fields, columns.length, rest)
    const problem = stray
      ? note("catalog.stray_quote", { field: record.strayQuote })
      : rowProblem(values, columns)
    if (problem) problems.malformed(kind, { file, row, id: null }, problem)
    else yield rowOf(row, columns, values, stray ? undefined : record.exact)
  }
}

const isEmpty = (fields: readonly string[]): boolean => fields.every(value => value.trim() === "")

const brokenHeader = (file: string, field: number) => brokenFile(file, note("catalog.stray_quote", { field }))

/** Column names in lower case. Empty ones at the end are left out, and a name that comes again gets its number. */
export function header(record: readonly string[]): string[] {
  const seen = new Map<string, number>()
  const columns = record.map(cell => {
    const name = cell
      .replaceAll(/[\u200b\u2060\ufeff]/g, "")
      .trim()
      .toLowerCase()
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    return name === "" || count === 1 ? name : `${name} (${count})`
  })
  return columns.slice(0, columns.findLastIndex(name => name !== "") + 1)
}

/** Columns without a name are left out. */
function rowOf(
  row: number,
  columns: readonly string[],
  values: readonly string[],
  exact: readonly (string | undefined)[] | undefined,
): TableRow {
  const fields = new Map<string, string>()
  for (const [index, name] of columns.entries()) if (name !== "") fields.set(name, values[index]!.trim())
  if (!exact) return { row, columns, fields }
  const exactly = new Map<string, string>()
  for (const [index, name] of columns.entries()) {
    const value = exact[index]
    if (name !== "" && value !== undefined) exactly.set(name, value)
  }
  return { row, columns, fields, exact: exactly }
}

function joinRest(record: readonly string[], columns: number, delimiter: string): string[] {
  if (record.length <= columns) return [...record]
  return [...record.slice(0, columns - 1), record.slice(columns - 1).join(delimiter)]
}

function rowProblem(values: readonly string[], columns: readonly string[]): Note | undefined {
  if (!hasWidth(values, columns.length)) {
    return note("catalog.field_count", { found: values.length, expected: columns.length })
  }
  const long = values.findIndex(value => value.length > maxFieldLength)
  if (long >= 0) return tooLong(columns[long]!)
  for (const value of values) {
    const problem = problemOfText(value)
    if (problem) return problem
  }
  return undefined
}

export const tooLong = (column: string) =>
  note("catalog.long_field", { column: column.slice(0, 100), most: maxFieldLength })
export const tooManyRows = (file: string) => fileTooLarge(file, note("catalog.rows", { rows: maxRows }))
