/**
 * Formats whose items are the rows of one table, or of several alike: how the table is found in a folder, and how its rows become
 * items. Interactions and personas lie beside it as our own formats have them.
 */
import { extname } from "node:path"
import { tagsOf } from "../../tag-list.ts"
import { asText, findLayout, type Layout, mappingOf, type Names, plainName } from "../columns.ts"
import type { Folder } from "../folder.ts"
import { itemOf, layoutFinder } from "../item-rows.ts"
import type { Problems } from "../problems.ts"
import { readRecords } from "../records.ts"
import type { Source, SourceItem, SourcePart } from "../source.ts"
import type { TableRow } from "../table.ts"
import { companions } from "./companions.ts"

/** What a kind of table is like. */
export interface TableKind {
  names: Names
  /** What a column is called, without what this kind of file adds to its names. */
  plain?: (column: string) => string
  /** Whether a row is the header of such a table, by the plain names of its cells; the first row when absent. */
  isHeader?: (names: ReadonlySet<string>) => boolean
  /** Where a kind needs more than names to say which columns hold what. */
  layout?: (columns: readonly string[], found: Layout) => Layout
  /** Where rows aren't simply items: they go on with others, or lie deeper. */
  rows?: RowReader
}

/** Makes items of the rows of all files, one after the other. */
export type RowReader = (
  rows: AsyncIterable<ReadRow>,
  problems: Problems,
) => AsyncIterable<SourceItem | SourcePart>

export interface ReadRow {
  row: TableRow
  layout: Layout
  /** The row by itself. */
  item: SourceItem
}

export const namesIn = (columns: readonly string[], kind: TableKind): ReadonlySet<string> =>
  new Set(columns.map(kind.plain ?? plainName))

/** Whether one of the first rows is such a table's header. */
export async function isOfKind(folder: Folder, path: string, kind: TableKind): Promise<boolean> {
  const rows = await folder.headers(path)
  return rows.some(columns => kind.isHeader?.(namesIn(columns, kind)))
}

export async function tableSource(
  folder: Folder,
  paths: readonly string[],
  kind: TableKind,
): Promise<Source> {
  const { choices } = folder
  const { isHeader } = kind
  const options = isHeader
    ? { isHeader: (columns: readonly string[]) => isHeader(namesIn(columns, kind)) }
    : {}
  const find = (columns: readonly string[]): Layout => {
    const found = findLayout(columns, kind.names, kind.plain)
    return kind.layout?.(columns, found) ?? found
  }
  const { texts, interactions, personas } = await companions(folder)

  async function* read(problems: Problems): AsyncGenerator<ReadRow> {
    for (const path of paths) {
      const layoutOf = layoutFinder(path, find, choices.mapping)
      for await (const row of readRecords(path, "item", problems, choices, options)) {
        const layout = layoutOf(row)
        yield { row, layout, item: itemOf(path, row, layout, tagsIn(row, layout), problems) }
      }
    }
  }
  const [first] = paths as [string]
  return {
    table: {
      path: first,
      rows: problems => readRecords(first, "item", problems, choices, options),
      guess: columns => mappingOf(find(columns)),
    },
    texts: [...paths.filter(isText), ...texts],
    items: problems => (kind.rows ?? plainRows)(read(problems), problems),
    interactions,
    personas,
  }
}

const isText = (path: string): boolean => extname(path).toLowerCase() !== ".xlsx"

async function* plainRows(rows: AsyncIterable<ReadRow>): AsyncGenerator<SourceItem> {
  for await (const { item } of rows) yield item
}

/** Tags of lists, and every level of a category: Clothing > Shirts. */
function tagsIn({ fields }: TableRow, { tags }: Layout): string[] {
  const found = tags.flatMap(column => {
    const value = fields.get(column)
    if (typeof value !== "string" || !categories.has(plainName(column))) return tagsOf(value)
    return value
      .replaceAll("\\,", " ")
      .split(/\s*(?:>|›|»)\s*/)
      .flatMap(level => tagsOf(level))
  })
  return [...new Set(found)]
}

const categories: ReadonlySet<string> = new Set([
  "categories",
  "category",
  "productcategory",
  "producttype",
  "type",
  "googleproductcategory",
  "itemtypekeyword",
])

/** The text of the row's first column of that plain name. */
export function textOf(row: TableRow, name: string, plain = plainName): string {
  const column = row.columns.find(column => plain(column) === name)
  return column === undefined ? "" : asText(row.fields.get(column))
}

/** What a row adds to the item that it goes on with. */
export const partOf = ({ item }: ReadRow, continues: string): SourcePart => ({
  place: { ...item.place, id: continues },
  continues,
  images: item.images,
  fields: item.fields ?? {},
})
