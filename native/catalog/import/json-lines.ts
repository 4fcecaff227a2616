/** Rows of JSON Lines files: one object a line. */
import { basename } from "node:path"
import { note } from "../../contract/codes/index.ts"
import type { EncodingChoice } from "../../contract/encoding.ts"
import { reasonOf } from "../../contract/errors.ts"
import type { Note } from "../../contract/note.ts"
import { parseExactly } from "./exact-json.ts"
import type { Problems, RowKind } from "./problems.ts"
import { maxFieldLength, maxRows, type TableRow, tooLong, tooManyRows } from "./table.ts"
import { readLines } from "./table-rows.ts"
import { problemOfText, readText } from "./text.ts"

export async function* readJsonLines(
  path: string,
  kind: RowKind,
  problems: Problems,
  encodings?: EncodingChoice,
): AsyncGenerator<TableRow> {
  const file = basename(path)
  let row = 0
  for await (const { text } of readLines(readText(path, encodings, problems), file)) {
    row++
    if (text.trim() === "") continue
    if (row > maxRows) throw tooManyRows(file)
    const parsed = parseObject(text)
    if (parsed instanceof Map) yield { row, columns: [...parsed.keys()], fields: parsed }
    else problems.malformed(kind, { file, row, id: null }, parsed)
  }
}

/** A zero byte as JSON writes it, and no `u0000` after a backslash that is itself escaped. */
const escapedZero = /(?<!\\)(?:\\\\)*\\u0000/

function parseObject(line: string): Map<string, unknown> | Note {
  const problem = problemOfText(line)
  if (problem) return problem
  let value: unknown
  try {
    value = parseExactly(line)
  } catch (error) {
    return note("catalog.no_json", { problem: reasonOf(error) })
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return note("catalog.no_object", {})
  if (escapedZero.test(line)) return note("table.zero_bytes", {})
  const fields = new Map(Object.entries(value).map(([name, field]) => [name.trim().toLowerCase(), field]))
  for (const [name, field] of fields) {
    if (typeof field === "string" && field.length > maxFieldLength) return tooLong(name)
  }
  return fields
}
