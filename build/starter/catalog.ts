/**
 * Makes the sample catalog: `node --import tsx build/starter/catalog.ts [--out resources/sample-catalog]`.
 *
 * 240 items with pictures, titles and descriptions, 300 shoppers' ratings and twelve named personas. The same command
 * gives the same files. `--specs` prints what each item truly shows, one JSON line an item, for benches. With `--seed` it is
 * another catalog of the same world, without the named personas: to train on, and keep the sample catalog for measuring.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { Command } from "commander"
import sharp from "sharp"
import { draw } from "./artist/compose.ts"
import { ratingsOf } from "./catalog/histories.ts"
import { type CatalogItem, type CatalogPlan, catalogItems, sampleCatalog } from "./catalog/items.ts"
import { namedPersonas } from "./catalog/personas.ts"
import { share, whole } from "./draw.ts"

const quality = 88

const quoted = (field: string | number) => {
  const text = String(field)
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Rows as CSV with a header, one line a row. */
export function csv(columns: readonly string[], rows: readonly (string | number)[][]): string {
  return [columns, ...rows].map(row => `${row.map(quoted).join(",")}\n`).join("")
}

/** The item's picture, 256 × 256 WebP. */
export const picture = (item: CatalogItem, spread = 1): Promise<Buffer> =>
  sharp(Buffer.from(draw(item.spec, spread).svg))
    .removeAlpha()
    .webp({ quality, effort: 6 })
    .toBuffer()

async function write(folder: string, plan: CatalogPlan, spread: number): Promise<void> {
  const items = catalogItems(plan)
  const images = join(folder, "images")
  rmSync(images, { recursive: true, force: true })
  mkdirSync(images, { recursive: true })
  let bytes = 0
  for (const item of items) {
    const webp = await picture(item, spread)
    bytes += webp.length
    writeFileSync(join(images, `${item.id}.webp`), webp)
  }
  const itemRows = items.map(({ id, title, description, scenario }) => [
    id,
    title,
    description,
    `images/${id}.webp`,
    scenario,
  ])
  writeFileSync(join(folder, "items.csv"), csv(["id", "title", "description", "image", "scenario"], itemRows))
  const ratings = ratingsOf(items, plan)
  const ratingRows = ratings.map(({ user_id, item_id, timestamp, rating }) => [
    user_id,
    item_id,
    timestamp,
    rating,
  ])
  writeFileSync(
    join(folder, "interactions.csv"),
    csv(["user_id", "item_id", "timestamp", "rating"], ratingRows),
  )
  const personas = (plan.seed === 0 ? namedPersonas : []).map(({ name, scenario, user_id, taste }) => ({
    name,
    scenario,
    user_id,
    taste,
  }))
  writeFileSync(join(folder, "personas.json"), `${JSON.stringify(personas, null, 2)}\n`)
  console.log(
    `${items.length} items (${(bytes / 1e6).toFixed(1)} MB of pictures), ${ratings.length} ratings, ${personas.length} personas in ${folder}`,
  )
}

interface Options {
  out?: string
  seed: number
  items: number
  shoppers: number
  spread: number
  specs?: boolean
}

if (process.argv[1] === import.meta.filename) {
  const program = new Command("catalog")
    .description("Makes the sample catalog.")
    .option("--out <dir>", "its folder (default: the sample catalog's own)")
    .option("--seed <n>", "0 is the sample catalog's", whole, sampleCatalog.seed)
    .option("--items <n>", "items of each scenario", whole, sampleCatalog.itemsPerScenario)
    .option("--shoppers <n>", "how many have histories", whole, sampleCatalog.shoppers)
    .option("--spread <share>", "how much of what no word names varies, 0 to 1", share, 1)
    .option("--specs", "print what each item shows as JSON lines and stop")
  const { out, specs, spread, seed, items, shoppers } = program.parse().opts<Options>()
  if (items < 20) program.error("--items is at least 20: a shopper rates up to fifteen of one scenario")
  if (seed !== 0 && !out && !specs) program.error("--out DIR says where a catalog to train on goes")
  const folder = out ?? resolve(import.meta.dirname, "../../resources/sample-catalog")
  const plan = { seed, itemsPerScenario: items, shoppers }
  if (specs) for (const { id, spec } of catalogItems(plan)) console.log(JSON.stringify({ id, ...spec }))
  else await write(folder, plan, spread)
}
