/**
 * MIND (Microsoft News): news.tsv and behaviors.tsv, both without header; the thumbnails are the user's own, named by
 * news id. A click of a behaviour's history has no time of its own, only an order.
 */
import { basename } from "node:path"
import { TimeReader } from "../dates.ts"
import type { Problems } from "../problems.ts"
import { type FileChoices, readTable, type TextTableOptions } from "../records.ts"
import type { Format, SourceInteraction, SourceItem } from "../source.ts"

const table: TextTableOptions = { delimiter: "\t", quote: null }
const newsColumns = [
  "id",
  "category",
  "subcategory",
  "title",
  "abstract",
  "url",
  "title_entities",
  "abstract_entities",
]
const behaviourColumns = ["impression", "user", "time", "history", "impressions"]
/** `11/15/2019 8:55:22 AM`, read as UTC. */
const times = new TimeReader("dates", "mdy")

export const mind: Format = {
  looksFor: "news.tsv",
  scenario: "news-poster",
  async open(folder) {
    const news = await folder.existing(["news.tsv"])
    if (!news) return undefined
    const behaviours = await folder.existing(["behaviors.tsv"])
    return {
      table: null,
      texts: [news, ...(behaviours ? [behaviours] : [])],
      items: problems => readNews(news, problems, folder.choices),
      interactions: problems => readBehaviours(behaviours, problems, folder.choices),
      async *personas() {},
    }
  },
}

async function* readNews(path: string, problems: Problems, choices: FileChoices): AsyncGenerator<SourceItem> {
  const options = { ...table, columns: newsColumns }
  for await (const { row, fields } of readTable(path, "item", problems, choices, options)) {
    const text = (column: string) => fields.get(column) as string
    yield {
      place: { file: basename(path), row, id: text("id") || null },
      id: text("id"),
      title: text("title"),
      description: text("abstract"),
      images: [],
      tags: [],
      scenario: null,
    }
  }
}

async function* readBehaviours(
  path: string | undefined,
  problems: Problems,
  choices: FileChoices,
): AsyncGenerator<SourceInteraction> {
  if (path === undefined) return
  const options = { ...table, columns: behaviourColumns }
  const seen = new Set<string>()
  for await (const { row, fields } of readTable(path, "interaction", problems, choices, options)) {
    const text = (column: string) => fields.get(column) as string
    const user = text("user")
    const place = { file: basename(path), row, id: user || null }
    const time = times.read(text("time"))
    if (typeof time !== "number") {
      problems.malformed("interaction", place, time)
      continue
    }
    const click = (item: string, timestamp: number) => ({
      place: { ...place, id: item },
      user,
      item,
      timestamp,
      rating: null,
    })
    // The same history comes with every impression of a user. Its clicks are older than all impressions.
    if (!seen.has(user)) {
      for (const [order, item] of words(text("history")).entries()) yield click(item, order * 1000)
    }
    seen.add(user)
    for (const impression of words(text("impressions"))) {
      if (impression.endsWith("-1")) yield click(impression.slice(0, -2), time)
    }
  }
}

const words = (text: string): string[] => text.split(/\s+/).filter(word => word !== "")
