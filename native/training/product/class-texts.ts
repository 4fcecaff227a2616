/**
 * The texts that pictures of the class are drawn from. A pack that keeps one text alone forgets what it reads of others, so
 * every second picture is drawn from the text of an item of the catalog: what the pack will be asked for later.
 */
import { existsSync } from "node:fs"
import { mkdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { z } from "zod"
import { writeAtomic } from "../../catalog/atomic.ts"
import { itemText } from "../../contract/catalog.ts"
import { classText, type TeachingSettings } from "../../contract/teaching.ts"
import { itemTagSet } from "../../interests/normalise.ts"
import { rewrite } from "../../interests/rewrite.ts"
import type { Studio } from "../../personalize/studio.ts"
import { createOrder } from "../random.ts"
import { itemOfPicture } from "./pictures.ts"
import type { Product } from "./product-file.ts"

const textsSchema = z.array(z.string()).min(1)

/** A text for each picture, settled once for a run in the folder of its class pictures: the catalog may change later. */
export async function settledClassTexts(
  studio: Studio,
  dir: string,
  settings: TeachingSettings,
  product: Product,
): Promise<string[]> {
  const file = join(dir, "texts.json")
  if (existsSync(file)) return textsSchema.parse(JSON.parse(await readFile(file, "utf8")))
  const texts = await classTexts(studio, settings, product)
  await mkdir(dir, { recursive: true })
  await writeAtomic(file, JSON.stringify(texts))
  return texts
}

async function classTexts(studio: Studio, settings: TeachingSettings, product: Product): Promise<string[]> {
  const { classPictures: count, classAlone } = settings
  const own = classText(settings)
  const others = classAlone ? [] : await textsOfCatalog(studio, settings, product, Math.floor(count / 2))
  if (others.length === 0) return Array.from({ length: count }, () => own)
  return Array.from({ length: count }, (_, index) =>
    index % 2 === 0 ? own : others[((index - 1) / 2) % others.length]!,
  )
}

/** Texts of up to `most` items as they are drawn without a persona; of none that show the product. */
async function textsOfCatalog(
  { workspace, pipeline: { tokenizer }, scenarios }: Studio,
  { word, seed }: TeachingSettings,
  { train, heldOut }: Product,
  most: number,
): Promise<string[]> {
  const taught = new Set([...train, ...heldOut].map(itemOfPicture))
  const items = (await workspace.items()).filter(
    item => !taught.has(item.id) && !itemText(item).toLowerCase().includes(word.toLowerCase()),
  )
  const order = createOrder(seed, items.length)
  const chosen = Array.from({ length: Math.min(most, items.length) }, (_, place) => items[order(place)]!)
  const texts: string[] = []
  for (const item of chosen) {
    const tags = await workspace.itemTags(item.id)
    const scenario = scenarios.get(item.scenario)
    const { text } = rewrite({
      text: itemText(item),
      title: item.title,
      phi: scenario?.phi ?? "",
      itemTags: tags && scenario ? itemTagSet(tags) : [],
      interests: [],
      fit: "keep-tags",
      limit: tokenizer.limit,
      countTokens: text => tokenizer.count(text),
    })
    if (text.trim() !== "") texts.push(text)
  }
  return texts
}
