/**
 * POG (Alibaba iFashion), three files without header: item_data.txt `item_id,cate_id,pic_url,title`, outfit_data.txt
 * `outfit_id,item_id;item_id;…`, user_data.txt `user_id,item_id;item_id;…,outfit_id`. The pictures are the user's own, named by
 * item id, since addresses are never fetched. A user clicked the items and then the outfit, which counts as a click
 * on each of its items. There are no times, only the order.
 */
import { basename } from "node:path"
import type { Problems } from "../problems.ts"
import { type FileChoices, readTable, type TextTableOptions } from "../records.ts"
import type { Format, SourceInteraction, SourceItem } from "../source.ts"

const table: TextTableOptions = { delimiter: ",", quote: null }

/** Rows of user_data are this far apart in time; a row's clicks are a second apart. */
const rowSpan = 10_000_000

export const pog: Format = {
  looksFor: "item_data.txt",
  scenario: "outfit",
  async open(folder) {
    const items = await folder.existing(["item_data.txt"])
    if (!items) return undefined
    const outfits = await folder.existing(["outfit_data.txt"])
    const users = await folder.existing(["user_data.txt"])
    return {
      table: null,
      texts: [items, ...(outfits ? [outfits] : []), ...(users ? [users] : [])],
      items: problems => readItems(items, problems, folder.choices),
      interactions: problems => readClicks(users, outfits, problems, folder.choices),
      async *personas() {},
    }
  },
}

async function* readItems(
  path: string,
  problems: Problems,
  choices: FileChoices,
): AsyncGenerator<SourceItem> {
  const options = { ...table, columns: ["id", "category", "url", "title"], rest: "," }
  for await (const { row, fields } of readTable(path, "item", problems, choices, options)) {
    const id = fields.get("id") as string
    yield {
      place: { file: basename(path), row, id: id || null },
      id,
      title: fields.get("title") as string,
      description: "",
      images: [],
      tags: [],
      scenario: null,
    }
  }
}

async function* readClicks(
  users: string | undefined,
  outfits: string | undefined,
  problems: Problems,
  choices: FileChoices,
): AsyncGenerator<SourceInteraction> {
  if (users === undefined) return
  const outfitItems = await readOutfits(outfits, problems, choices)
  const options = { ...table, columns: ["user", "items", "outfit"] }
  for await (const { row, fields } of readTable(users, "interaction", problems, choices, options)) {
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

async function readOutfits(
  path: string | undefined,
  problems: Problems,
  choices: FileChoices,
): Promise<Map<string, string[]>> {
  const outfits = new Map<string, string[]>()
  if (path === undefined) return outfits
  const options = { ...table, columns: ["outfit", "items"] }
  for await (const { fields } of readTable(path, "interaction", problems, choices, options)) {
    outfits.set(fields.get("outfit") as string, ids(fields.get("items") as string))
  }
  return outfits
}

const ids = (text: string): string[] =>
  text
    .split(";")
    .map(id => id.trim())
    .filter(id => id !== "")
