/**
 * Every catalog format that can be imported, by its id. `importFormats` of the contract says the order in which they are
 * tried on a folder.
 */
import type { ImportFormat } from "../../contract/import.ts"
import { mind } from "./formats/mind.ts"
import { movielens } from "./formats/movielens.ts"
import { csv, jsonl, table } from "./formats/own.ts"
import { pog } from "./formats/pog.ts"
import { akeneo, amazon, google, pimcore, shopify, woocommerce } from "./formats/shop.ts"
import type { Format } from "./source.ts"

export const formats: Readonly<Record<ImportFormat, Format>> = {
  shopify,
  woocommerce,
  google,
  amazon,
  akeneo,
  pimcore,
  csv,
  jsonl,
  movielens,
  mind,
  pog,
  table,
}
