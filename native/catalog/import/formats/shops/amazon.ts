/**
 * Amazon's inventory files and listing reports. In an inventory file the names of the columns stand in a row below settings and
 * labels; newer ones are called `item_name[marketplace_id=…]#1.value`.
 */
import { plainName } from "../../columns.ts"
import type { TableKind } from "../table.ts"

const skus = ["itemsku", "sellersku", "contributionsku"]

export const amazon: TableKind = {
  names: {
    id: [...skus, "asin"],
    title: ["itemname"],
    description: ["productdescription", "itemdescription", "bulletpoint"],
    image: [
      "mainimageurl",
      "mainproductimagelocator",
      "otherimageurl",
      "otherproductimagelocator",
      "swatchimageurl",
      "imageurl",
    ],
    tags: ["generickeywords", "generickeyword", "itemtypekeyword", "itemtype"],
  },
  plain: column =>
    plainName(column.replaceAll(/\[[^[\]]*\]|#\d+|\.(value|media_location)/g, "").replace(/_(\d+)$/, "")),
  isHeader: names => skus.some(name => names.has(name)) && names.has("itemname"),
}
