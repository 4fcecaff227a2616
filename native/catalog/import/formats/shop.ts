/** The exports of shops, recognised by the names of their columns. */
import type { Folder } from "../folder.ts"
import type { Format } from "../source.ts"
import { ownTables } from "./own.ts"
import { akeneo as akeneoTable } from "./shops/akeneo.ts"
import { amazon as amazonTable } from "./shops/amazon.ts"
import { google as googleTable } from "./shops/google.ts"
import { pimcore as pimcoreTable } from "./shops/pimcore.ts"
import { shopify as shopifyTable } from "./shops/shopify.ts"
import { woocommerce as woocommerceTable } from "./shops/woocommerce.ts"
import { isOfKind, type TableKind, tableSource } from "./table.ts"

export const shopify = shop(shopifyTable)
export const woocommerce = shop(woocommerceTable)
export const google = shop(googleTable)
export const amazon = shop(amazonTable)
export const akeneo = shop(akeneoTable)
export const pimcore = shop(pimcoreTable)

/** Shops split a large catalog into several files: all that are alike are read. */
function shop(kind: TableKind): Format {
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
  return own === undefined ? folder.tables() : [own]
}
