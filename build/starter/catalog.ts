/**
 * Makes the sample catalog: `node --import tsx build/starter/catalog.ts [--out resources/sample-catalog]`.
 *
 * 240 items with pictures, titles and descriptions, 300 shoppers' ratings and twelve named personas. The same command
 * gives the same files. `--specs` prints what each item truly shows, one JSON line an item, for benches.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { Command } from "commander"
import sharp from "sharp"
import { draw } from "./artist/compose.ts"
import { ratingsOf } from "./catalog/histories.ts"
import { type CatalogItem, catalogItems } from "./catalog/items.ts"
import { namedPersonas } from "./catalog/personas.ts"

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
export const picture = (item: CatalogItem): Promise<Buffer> =>
  sharp(Buffer.from(draw(item.spec).svg))
    .removeAlpha()
    .webp({ quality, effort: 6 })
    .toBuffer()

async function write(folder: string): Promise<void> {
  const items = catalogItems()
  const images = join(folder, "images")
  rmSync(images, { recursive: true, force: true })
  mkdirSync(images, { recursive: true })
  let bytes = 0
  for (const item of items) {
    const webp = await picture(item)
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
  const ratings = ratingsOf(items)
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
  const personas = namedPersonas.map(({ name, scenario, user_id, taste }) => ({
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

if (process.argv[1] === import.meta.filename) {
  const program = new Command("catalog")
    .description("Makes the sample catalog.")
    .option("--out <dir>", "its folder", resolve(import.meta.dirname, "../../resources/sample-catalog"))
    .option("--specs", "print what each item shows as JSON lines and stop")
  const { out, specs } = program.parse().opts<{ out: string; specs?: boolean }>()
  if (specs) for (const { id, spec } of catalogItems()) console.log(JSON.stringify({ id, ...spec }))
  else await write(out)
}
