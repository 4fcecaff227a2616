/** Feeds for Google Merchant Center, and those that other channels took over: TSV, CSV, RSS and Atom. */
import { plainName } from "../../columns.ts"
import type { TableKind } from "../table.ts"

export const google: TableKind = {
  names: {
    id: ["id"],
    title: ["title"],
    description: ["description", "summary"],
    image: ["imagelink", "additionalimagelink"],
    tags: ["producttype", "googleproductcategory"],
  },
  plain: column => plainName(column.replace(/^g:/i, "")),
  isHeader: names => names.has("id") && names.has("title") && names.has("imagelink"),
  /** Google's own categories may be numbers. */
  layout: (_columns, found) => {
    const own = found.tags.filter(
      column => column.includes("product_type") || column.includes("product type"),
    )
    return own.length > 0 ? { ...found, tags: own } : found
  },
}
