/**
 * Product feeds in XML: the items of an RSS feed or the entries of an Atom feed, each a row whose columns are its elements.
 * Google's names (`g:image_link`) are known without their prefix; an element within another is named by both.
 */
import { basename } from "node:path"
import { note } from "../../contract/codes/index.ts"
import type { EncodingChoice } from "../../contract/encoding.ts"
import type { Note } from "../../contract/note.ts"
import { brokenFile } from "./file-errors.ts"
import type { Problems, RowKind } from "./problems.ts"
import { maxFieldLength, maxRows, type TableRow, tooLong, tooManyRows } from "./table.ts"
import { problemOfText, readText } from "./text.ts"
import { readXml } from "./xml.ts"

const itemNames = new Set(["item", "entry"])
const mostFields = 2000

/** An item that is being read. */
interface Draft {
  row: number
  /** Names of the open elements within it. */
  path: string[]
  text: string
  fields: Map<string, string>
  /** How often each element came. */
  counts: Map<string, number>
  problem: Note | undefined
}

const newDraft = (row: number): Draft => ({
  row,
  path: [],
  text: "",
  fields: new Map(),
  counts: new Map(),
  problem: undefined,
})

export async function* readFeed(
  path: string,
  kind: RowKind,
  problems: Problems,
  encodings?: EncodingChoice,
): AsyncGenerator<TableRow> {
  const file = basename(path)
  const ready: Draft[] = []
  let draft: Draft | undefined

  const reader = readXml(file, {
    open(name, attributes, row) {
      if (!draft) {
        if (itemNames.has(name)) draft = newDraft(row)
        return
      }
      draft.path.push(name.toLowerCase())
      draft.text = attributes.href ?? ""
    },
    text(text) {
      if (!draft || draft.path.length === 0) return
      if (draft.text.length <= maxFieldLength) draft.text += text
    },
    close(name) {
      if (!draft) return
      if (draft.path.length === 0) {
        if (!itemNames.has(name)) return
        ready.push(draft)
        draft = undefined
        return
      }
      keep(draft)
      draft.path.pop()
      draft.text = ""
    },
    error(problem, line) {
      if (draft) draft.problem ??= problem
      else throw brokenFile(file, note("table.no_xml", { line, problem }))
    },
  })

  let rows = 0
  const take = function* (): Generator<TableRow> {
    for (const { row, fields, problem } of ready.splice(0)) {
      if (++rows > maxRows) throw tooManyRows(file)
      if (problem) problems.malformed(kind, { file, row, id: null }, problem)
      else yield { row, columns: [...fields.keys()], fields }
    }
  }
  for await (const text of readText(path, encodings, problems)) {
    reader.write(text)
    yield* take()
  }
  reader.end()
  // A file that ends within an item was cut off, and nobody knows how much is missing.
  if (draft?.problem)
    throw brokenFile(file, note("table.no_xml", { line: draft.row, problem: draft.problem }))
  yield* take()
}

/** Keeps the text of the element that closes. An element that comes again has its number in its name. */
function keep(draft: Draft): void {
  const value = draft.text.trim()
  if (value === "") return
  const name = draft.path.join(" ")
  if (value.length > maxFieldLength) draft.problem ??= tooLong(name)
  draft.problem ??= problemOfText(value)
  if (draft.fields.size >= mostFields) draft.problem ??= note("table.too_many_fields", { most: mostFields })
  if (draft.problem) return
  const count = (draft.counts.get(name) ?? 0) + 1
  draft.counts.set(name, count)
  draft.fields.set(count === 1 ? name : `${name} (${count})`, value)
}
