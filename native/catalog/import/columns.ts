/** Names that people give to the columns of a catalog, and how their values are read. */
import { basename } from "node:path"
import { StudioError } from "../../contract/errors.ts"
import type { Mapping } from "../../contract/import.ts"
import { tagsOf } from "../tag-list.ts"
import type { TableRow } from "./records.ts"

const names = {
  id: ["id", "item_id", "itemid", "product_id", "sku", "movieid", "movie_id", "news_id"],
  title: ["title", "name", "headline"],
  description: ["description", "text", "summary", "abstract", "overview", "caption"],
  image: ["image", "image_path", "image_file", "poster", "picture", "photo", "filename"],
  tags: ["tags", "keywords"],
  scenario: ["scenario"],
  user: ["user_id", "user", "userid", "shopper", "shopper_id", "customer_id"],
  item: ["item_id", "item", "itemid", "product_id", "sku", "movieid", "movie_id", "news_id"],
  timestamp: ["timestamp", "time", "date", "datetime", "created_at"],
  rating: ["rating", "score", "stars"],
} as const
export type Column = keyof typeof names

/** The row's field of that column under any of its names; undefined when it has none. */
export const field = ({ fields }: TableRow, column: Column): unknown =>
  fields.get(names[column].find(name => fields.has(name)) ?? "")

/** The field as trimmed text; numbers (of JSON) are written out. */
export function textField(record: TableRow, column: Column): string {
  const value = field(record, column)
  return typeof value === "string" || typeof value === "number" ? String(value).trim() : ""
}

/** The row with its fields under our names, as the user said which column holds what. */
export function mapped({ row, fields }: TableRow, mapping: Mapping): TableRow {
  const own = new Map<string, unknown>()
  // Columns that the mapping doesn't speak of keep their names: scenario, say.
  for (const [name, value] of fields) if (!isMappable(name)) own.set(name, value)
  for (const [column, source] of Object.entries(mapping)) {
    if (source !== null && fields.has(source.toLowerCase())) own.set(column, fields.get(source.toLowerCase()))
  }
  return { row, fields: own }
}

const mappable = ["id", "title", "description", "image", "tags"] as const
const isMappable = (name: string): boolean =>
  mappable.some(column => (names[column] as readonly string[]).includes(name))

/** Which of these columns holds what, by the names that people give them. */
export function guessMapping(columns: readonly string[]): Mapping {
  const find = (wanted: (typeof mappable)[number]) =>
    columns.find(column => (names[wanted] as readonly string[]).includes(column.trim().toLowerCase())) ?? null
  return {
    id: find("id"),
    title: find("title"),
    description: find("description"),
    image: find("image"),
    tags: find("tags"),
  }
}

/** @throws StudioError catalog.missing_column */
export function requireColumns(path: string, record: TableRow, columns: readonly Column[]): void {
  for (const column of columns) {
    if (names[column].some(name => record.fields.has(name))) continue
    const found = [...record.fields.keys()]
    throw new StudioError("catalog.missing_column", { file: basename(path), column: names[column][0], found })
  }
}

/** Tags of a list, however it is written. */
export const tagsField = (record: TableRow): string[] => tagsOf(field(record, "tags"))
