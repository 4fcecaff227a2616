/**
 * Shopify's product export. A product has one row with its title, and further rows with its handle alone: its variants, and its other
 * pictures.
 */
import { partOf, type TableKind } from "../table.ts"

export const shopify: TableKind = {
  names: {
    id: ["handle"],
    title: ["title"],
    description: ["bodyhtml", "body", "descriptionhtml", "description"],
    image: ["imagesrc", "productimageurl", "variantimage", "variantimageurl"],
    tags: ["tags", "type", "productcategory"],
  },
  isHeader: names =>
    (names.has("handle") || names.has("urlhandle")) &&
    names.has("title") &&
    ["bodyhtml", "imagesrc", "variantsku", "variantprice", "productimageurl"].some(name => names.has(name)),
  layout: (columns, found) => ({
    ...found,
    id: found.id ?? columns.find(column => column === "url handle") ?? null,
  }),
  async *rows(rows) {
    const known = new Set<string>()
    for await (const read of rows) {
      const { item } = read
      // Some apps write the title in every row.
      const goesOn = item.id !== "" && (item.title === "" || known.has(item.id))
      if (goesOn) yield partOf(read, item.id)
      else {
        known.add(item.id)
        yield item
      }
    }
  },
}
