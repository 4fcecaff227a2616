/**
 * POG (Alibaba iFashion), three files without header: item_data.txt `item_id,cate_id,pic_url,title`, outfit_data.txt
 * `outfit_id,item_id;item_id;…`, user_data.txt `user_id,item_id;item_id;…,outfit_id`. The pictures are the user's own, named by
 * item id, since addresses are never fetched. A user clicked the items and then the outfit, which counts as a click
 * on each of its items. There are no times, only the order.
 */
import { basename } from "node:path"
import { existing } from "../files.ts"
import type { Problems } from "../problems.ts"
import { readTable, type TableOptions } from "../records.ts"
import type { Format, SourceInteraction, SourceItem } from "../source.ts"

const table: TableOptions = { delimiter: ",", quotes: "literal" }

/** Rows of user_data are this far apart in time; a row's clicks are a second apart. */
const rowSpan = 10_000_000

export const pog: Format = {
  looksFor: "item_data.txt",
  scenario: "outfit",
  async open(dir) {
    const items = await existing(dir, ["item_data.txt"])
    if (!items) return undefined
    const outfits = await existing(dir, ["outfit_data.txt"])
    const users = await existing(dir, ["user_data.txt"])
    return {
      table: null,
      items: problems => readItems(items, problems),
      interactions: problems => readClicks(users, outfits, problems),
      async *personas() {},
    }
  },
}

async function* readItems(path: string, problems: Problems): AsyncGenerator<SourceItem> {
  const options = { ...table, columns: ["id", "category", "url", "title"], lastColumn: "rest" } as const
  for await (const { row, fields } of readTable(path, "item", problems, options)) {
    const id = fields.get("id") as string
    yield {
      place: { file: basename(path), row, id: id || null },
      id,
      title: fields.get("title") as string,
      description: "",
      image: null,
      tags: [],
      scenario: null,
    }
  }
}

async function* readClicks(
  users: string | undefined,
  outfits: string | undefined,
  problems: Problems,
): AsyncGenerator<SourceInteraction> {
  if (users === undefined) return
  const outfitItems = await readOutfits(outfits, problems)
  const options = { ...table, columns: ["user", "items", "outfit"] }
  for await (const { row, fields } of readTable(users, "interaction", problems, options)) {
    const text = (column: string) => fields.get(column) as string
    const clicked = [...ids(text("items")), ...(outfitItems.get(text("outfit")) ?? [])]
    for (const [order, item] of clicked.entries()) {
      yield {
        place: { file: basename(users), row, id: item },
        user: text("user"),
        item,
        timestamp: row * rowSpan + order * 1000,
        rating: null,
      }
    }
  }
}

async function readOutfits(path: string | undefined, problems: Problems): Promise<Map<string, string[]>> {
  const outfits = new Map<string, string[]>()
  if (path === undefined) return outfits
  const options = { ...table, columns: ["outfit", "items"] }
  for await (const { fields } of readTable(path, "interaction", problems, options)) {
    outfits.set(fields.get("outfit") as string, ids(fields.get("items") as string))
  }
  return outfits
}

const ids = (text: string): string[] =>
  text
    .split(";")
    .map(id => id.trim())
    .filter(id => id !== "")
