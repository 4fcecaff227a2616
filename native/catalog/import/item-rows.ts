/** The items of a table, by its layout. */
import { basename } from "node:path"
import { itemFieldsLimit } from "../../contract/catalog.ts"
import { note } from "../../contract/codes/index.ts"
import type { Mapping, Reading } from "../../contract/import.ts"
import {
  asText,
  idField,
  type Layout,
  layoutOf,
  mappingOf,
  missingColumn,
  scenarioColumn,
} from "./columns.ts"
import type { Problems } from "./problems.ts"
import type { SourceItem } from "./source.ts"
import type { TableRow } from "./table.ts"

/** Finds the layout of each row's columns, once for all rows that share them. */
export function layoutFinder(
  path: string,
  find: (columns: readonly string[]) => Layout,
  chosen: Reading["mapping"],
) {
  let columns: readonly string[] | undefined
  let layout: Layout | undefined
  return (row: TableRow): Layout => {
    if (layout && columns === row.columns) return layout
    columns = row.columns
    // Rows of JSON Lines and XML hold only the columns that they need.
    const fixed = !/\.(jsonl|xml)$/i.test(path)
    const found = find(row.columns)
    const mapping = chosen && completed(chosen, mappingOf(found))
    layout = mapping
      ? layoutOf(basename(path), fixed ? mapping : thereOf(mapping, row.columns), row.columns)
      : found
    if (fixed && layout.id === null) throw missingColumn(path, "id", row.columns)
    if (fixed && layout.title === null) throw missingColumn(path, "title", row.columns)
    return layout
  }
}

/** What the user didn't choose is as it was found. */
const completed = (chosen: NonNullable<Reading["mapping"]>, found: Mapping): Mapping => ({
  id: chosen.id === undefined ? found.id : chosen.id,
  title: chosen.title === undefined ? found.title : chosen.title,
  description: chosen.description === undefined ? found.description : chosen.description,
  image: chosen.image ?? found.image,
  tags: chosen.tags ?? found.tags,
})

/** Of the columns that the user chose, those that this row has. */
function thereOf({ id, title, description, image, tags }: Mapping, columns: readonly string[]): Mapping {
  const has = (column: string) => columns.includes(column.trim().toLowerCase())
  const one = (column: string | null) => (column !== null && has(column) ? column : null)
  return {
    id: one(id),
    title: one(title),
    description: one(description),
    image: image.filter(has),
    tags: tags.filter(has),
  }
}

/** A row as an item. `tags` are read by the format, since each writes lists of its own kind. */
export function itemOf(
  path: string,
  row: TableRow,
  layout: Layout,
  tags: readonly string[],
  problems: Problems,
): SourceItem {
  const id = idField(row, layout.id)
  const text = (column: string | null | undefined) => (column == null ? "" : asText(row.fields.get(column)))
  return {
    place: { file: basename(path), row: row.row, id: id || null },
    id,
    title: text(layout.title),
    description: layout.description.map(text).find(value => value !== "") ?? "",
    images: imagesOf(row, layout),
    tags: [...tags],
    scenario: text(scenarioColumn(row.columns)) || null,
    fields: fieldsOf(basename(path), row, layout, problems),
  }
}

/** Every picture that the row names, once. */
const imagesOf = (row: TableRow, { image }: Layout): string[] => [
  ...new Set(image.flatMap(column => namedImages(row.fields.get(column)))),
]

/** Several names in one cell are known by their endings, since a name may hold a comma itself. */
function namedImages(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(namedImages)
  const text = asText(value)
  if (text === "") return []
  const parts = text
    .split(
      /\s*[|;\n\r]\s*|\s*,\s*(?=https?:)|(?<=\.(?:jpe?g|png|webp|avif|gif|tiff?)(?:\?[^\s,]*)?)\s*[,，、]\s*/i,
    )
    .map(part => part.replaceAll("\\,", ",").trim())
    .filter(part => part !== "")
  return parts.every(part => /^https?:|\.\w{3,4}(\?\S*)?$/i.test(part)) ? parts : [text]
}

/** Columns that the item is made of aren't kept a second time. */
function fieldsOf(file: string, row: TableRow, layout: Layout, problems: Problems): Record<string, string> {
  const { id, title, description, image, tags } = layout
  const used = new Set([id, title, description[0], ...image, ...tags, scenarioColumn(row.columns)])
  const kept: Record<string, string> = {}
  let count = 0
  let left = 0
  for (const [name, value] of row.fields) {
    if (used.has(name)) continue
    const text = typeof value === "object" && value !== null ? JSON.stringify(value) : asText(value)
    if (text === "") continue
    if (count === itemFieldsLimit.count) {
      left++
      continue
    }
    count++
    const key = name.slice(0, itemFieldsLimit.name)
    kept[key] = text.slice(0, itemFieldsLimit.value)
    if (text.length > itemFieldsLimit.value)
      problems.say(note("table.cut_field", { column: key, most: itemFieldsLimit.value }))
  }
  if (left > 0) problems.say(note("table.fields_left_out", { file, most: itemFieldsLimit.count }))
  return kept
}
