/**
 * Rows of the files that catalogs come in: text tables, Excel, XML feeds, JSON Lines. A row that can't be read is reported with
 * its line and passed over; a file that can't be read is an error.
 */
import { basename, extname } from "node:path"
import type { Reading } from "../../contract/import.ts"
import { findDialect, lookedAt } from "./dialect.ts"
import { readJsonLines } from "./json-lines.ts"
import { Problems, type RowKind } from "./problems.ts"
import { header, rowsBeforeHeader, type TableOptions, type TableRow, tableRows, type Width } from "./table.ts"
import { type Dialect, type Line, type RawRow, readLines, readRows } from "./table-rows.ts"
import { readText } from "./text.ts"
import { readSheet } from "./xlsx/sheet.ts"
import { readFeed } from "./xml-feed.ts"

/** What of a `Reading` says how a file's bytes become rows. */
export type FileChoices = Pick<Reading, "encodings" | "sheet">

export interface TextTableOptions extends TableOptions {
  /** Found from the file's first lines when absent. */
  delimiter?: string | undefined
  /** null in files that use quotes as plain letters: MIND and POG. */
  quote?: Dialect["quote"] | undefined
}

/** Rows of a file by its name's ending; what isn't known otherwise is a text table with a header. */
export function readRecords(
  path: string,
  kind: RowKind,
  problems: Problems,
  choices: FileChoices = {},
  options: TextTableOptions = {},
): AsyncGenerator<TableRow> {
  switch (extname(path).toLowerCase()) {
    case ".jsonl":
      return readJsonLines(path, kind, problems, choices.encodings)
    case ".xlsx":
      return readExcel(path, kind, problems, choices, options)
    case ".xml":
      return readFeed(path, kind, problems, choices.encodings)
    default:
      return readTable(path, kind, problems, choices, options)
  }
}

export async function* readTable(
  path: string,
  kind: RowKind,
  problems: Problems,
  { encodings }: FileChoices,
  options: TextTableOptions = {},
): AsyncGenerator<TableRow> {
  const file = basename(path)
  const width: Width = { fields: undefined }
  const records = textRows(readLines(readText(path, encodings, problems), file), options, width)
  yield* tableRows(records, { file, kind, problems, width }, options)
}

async function* textRows(
  lines: AsyncGenerator<Line>,
  { delimiter, quote }: TextTableOptions,
  width: Width,
): AsyncGenerator<RawRow> {
  const start: Line[] = []
  let letters = 0
  while (start.length < lookedAt.lines && letters < lookedAt.letters) {
    const next = await lines.next()
    if (next.done) break
    start.push(next.value)
    letters += next.value.text.length
  }
  const { dialect, skipped } = findDialect(start, {
    ...(delimiter !== undefined && { delimiter }),
    ...(quote !== undefined && { quote }),
  })
  const all = (async function* () {
    yield* start.slice(skipped)
    yield* lines
  })()
  for await (const record of readRows(all, dialect, () => width.fields))
    yield { ...record, row: record.row + skipped }
}

async function* readExcel(
  path: string,
  kind: RowKind,
  problems: Problems,
  { sheet }: FileChoices,
  options: TableOptions,
): AsyncGenerator<TableRow> {
  const width: Width = { fields: undefined }
  // A sheet's rows end with their last cell that holds something.
  const records = padded(readSheet(path, sheet), width)
  yield* tableRows(records, { file: basename(path), kind, problems, width }, options)
}

async function* padded(records: AsyncIterable<RawRow>, width: Width): AsyncGenerator<RawRow> {
  for await (const record of records) {
    if ("fields" in record) while (record.fields.length < (width.fields ?? 0)) record.fields.push("")
    yield record
  }
}

/** Column names of the rows that can be a table's header: the first ones of the file. */
export async function headerRows(path: string, choices: FileChoices): Promise<string[][]> {
  const file = basename(path)
  const rows: string[][] = []
  const ending = extname(path).toLowerCase()
  // A row of these has only the columns that it needs.
  if (ending === ".xml" || ending === ".jsonl") {
    const names = new Set<string>()
    let seen = 0
    for await (const { columns } of readRecords(path, "item", new Problems(), choices)) {
      for (const name of columns) names.add(name)
      if (++seen >= rowsBeforeHeader) break
    }
    return names.size > 0 ? [[...names]] : []
  }
  const records =
    ending === ".xlsx"
      ? readSheet(path, choices.sheet)
      : textRows(readLines(readText(path, choices.encodings), file), {}, { fields: undefined })
  for await (const record of records) {
    if ("fields" in record) rows.push(header(record.fields))
    if (rows.length > rowsBeforeHeader) break
  }
  return rows
}
