/** WooCommerce's product export. A variation is a row of its own that names its product by SKU, or by `id:12`. */
import type { SourcePart } from "../../source.ts"
import { partOf, type TableKind, textOf } from "../table.ts"

export const woocommerce: TableKind = {
  names: {
    id: ["id", "sku"],
    title: ["name"],
    description: ["description", "shortdescription"],
    image: ["images", "image"],
    tags: ["tags", "categories"],
  },
  isHeader: names =>
    names.has("name") &&
    (names.has("id") || names.has("sku")) &&
    (names.has("visibilityincatalog") || names.has("regularprice")) &&
    (names.has("images") || names.has("categories")),
  async *rows(rows) {
    /** The id of each product by its SKU. */
    const skus = new Map<string, string>()
    const waiting: { part: SourcePart; parent: string }[] = []
    for await (const read of rows) {
      const { row, item } = read
      const sku = textOf(row, "sku")
      const parent = textOf(row, "parent")
      if (textOf(row, "type").toLowerCase().includes("variation") && parent !== "") {
        waiting.push({ part: partOf(read, ""), parent })
        continue
      }
      const id = item.id || sku
      if (sku !== "") skus.set(sku, id)
      yield { ...item, id, place: { ...item.place, id: id || null } }
    }
    // Products may come after their variations.
    for (const { part, parent } of waiting) {
      const continues = /^id:(.+)$/.exec(parent)?.[1]?.trim() ?? skus.get(parent) ?? parent
      yield { ...part, continues, place: { ...part.place, id: continues } }
    }
  },
}
