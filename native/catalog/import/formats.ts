/**
 * Every catalog format that can be imported, by its id. `importFormats` of the contract says the order in which they are
 * tried on a folder.
 */
import type { ImportFormat } from "../../contract/import.ts"
import { mind } from "./formats/mind.ts"
import { movielens } from "./formats/movielens.ts"
import { csv, jsonl, table } from "./formats/own.ts"
import { pog } from "./formats/pog.ts"
import { shop } from "./formats/shop.ts"
import { akeneo } from "./formats/shops/akeneo.ts"
import { amazon } from "./formats/shops/amazon.ts"
import { google } from "./formats/shops/google.ts"
import { pimcore } from "./formats/shops/pimcore.ts"
import { shopify } from "./formats/shops/shopify.ts"
import { woocommerce } from "./formats/shops/woocommerce.ts"
import type { Format } from "./source.ts"

export const formats: Readonly<Record<ImportFormat, Format>> = {
  shopify: shop(shopify),
  woocommerce: shop(woocommerce),
  google: shop(google),
  amazon: shop(amazon),
  akeneo: shop(akeneo),
  pimcore: shop(pimcore),
  csv,
  jsonl,
  movielens,
  mind,
  pog,
  table,
}
