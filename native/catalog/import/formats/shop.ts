/** The exports of shops, recognised by the names of their columns. */
import type { Folder } from "../folder.ts"
import type { Format } from "../source.ts"
import { ownTables } from "./own.ts"
import { isOfKind, type TableKind, tableSource } from "./table.ts"

/** Shops split a large catalog into several files: all that are alike are read. */
export function shop(kind: TableKind): Format {
  return {
    // Its files may have any name.
    looksFor: null,
    scenario: null,
    async open(folder) {
      const paths: string[] = []
      for (const path of await candidates(folder)) if (await isOfKind(folder, path, kind)) paths.push(path)
      return paths.length === 0 ? undefined : tableSource(folder, paths, kind)
    },
  }
}

/** A table that is called items is the catalog, whatever lies beside it. */
async function candidates(folder: Folder): Promise<string[]> {
  const own = folder.choices.table === undefined ? await folder.existing(ownTables) : undefined
  if (own !== undefined) return [own]
  // No shop exports JSON Lines: those are read as tables.
  return (await folder.tables()).filter(path => !path.toLowerCase().endsWith(".jsonl"))
}
