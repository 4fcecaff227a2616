/** Our own formats: items.csv or items.jsonl and their kin; and any other table that has an id and a title. */
import { basename } from "node:path"
import { StudioError } from "../../../contract/errors.ts"
import { findLayout, usualNames } from "../columns.ts"
import type { Folder } from "../folder.ts"
import type { Format } from "../source.ts"
import { type TableKind, tableSource } from "./table.ts"

const kind: TableKind = { names: usualNames }

export const ownTables = ["items.csv", "items.tsv", "items.txt", "items.xlsx"] as const

export const csv = named(...ownTables)
export const jsonl = named("items.jsonl")

function named(...files: [string, ...string[]]): Format {
  return {
    looksFor: files[0],
    scenario: null,
    async open(folder) {
      const { table } = folder.choices
      if (table !== undefined && !files.includes(table.toLowerCase())) return undefined
      const items = await folder.existing(table === undefined ? files : [table])
      return items === undefined ? undefined : tableSource(folder, [items], kind)
    },
  }
}

/**
 * The only table of the folder whose columns are called like those of items; or else its only table. Text files and JSON Lines hold
 * other things as often, so they count by their columns alone.
 */
export const table: Format = {
  looksFor: "*.csv, *.tsv, *.xlsx, *.xml, *.jsonl",
  scenario: null,
  async open(folder, asked) {
    const tables = await folder.tables()
    const wanted = folder.choices.table !== undefined
    const known = wanted ? tables : await withItems(folder, tables)
    const [only, ...more] = known.length > 0 ? known : tables.filter(path => !/\.(txt|jsonl)$/i.test(path))
    if (only === undefined || (known.length === 0 && !asked && !(await hasColumns(folder, only))))
      return undefined
    if (more.length > 0) {
      const files = [only, ...more].slice(0, 20).map(path => basename(path))
      throw new StudioError("table.several_tables", { dir: folder.dir, files })
    }
    return tableSource(folder, [only], kind)
  },
}

async function withItems(folder: Folder, tables: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (const path of tables) {
    const [columns = []] = await folder.headers(path)
    const { id, title } = findLayout(columns, usualNames)
    if (id !== null && title !== null) found.push(path)
  }
  return found
}

/** Of an Excel file another sheet may be meant. */
const hasColumns = async (folder: Folder, path: string): Promise<boolean> =>
  path.toLowerCase().endsWith(".xlsx") || ((await folder.headers(path))[0]?.length ?? 0) > 1
