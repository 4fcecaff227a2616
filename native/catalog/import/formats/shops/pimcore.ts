/** Pimcore's export of objects. */
import { plainName } from "../../columns.ts"
import type { TableKind } from "../table.ts"

export const pimcore: TableKind = {
  names: {
    id: ["sku", "itemnumber", "articlenumber", "productnumber", "ean", "gtin", "id", "oid", "key", "okey"],
    title: ["name", "title", "productname", "localizedfieldsname", "key", "okey"],
    description: ["description", "longdescription", "shortdescription", "localizedfieldsdescription", "text"],
    image: ["image", "mainimage", "images", "imagegallery", "gallery", "teaserimage", "picture"],
    tags: ["tags", "keywords", "categories", "category"],
  },
  plain: column => plainName(column.split(/[#~]/, 1)[0]!),
  isHeader: names =>
    names.has("oid") ||
    names.has("okey") ||
    names.has("opath") ||
    (names.has("fullpath") && (names.has("key") || names.has("published") || names.has("classname"))),
}
