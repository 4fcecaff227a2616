/** Akeneo's flat export of products. A value that has languages or channels has a column for each: `name-en_US`. */
import type { Layout } from "../../columns.ts"
import { plainName } from "../../columns.ts"
import type { TableKind } from "../table.ts"

export const akeneo: TableKind = {
  names: {
    id: ["sku", "identifier", "code", "uuid"],
    title: ["name", "title", "label", "erpname", "productname", "variationname"],
    description: ["description", "shortdescription", "longdescription"],
    image: [
      "image",
      "picture",
      "mainimage",
      "mainpicture",
      "variationimage",
      "photo",
      "packshot",
      "images",
      "pictures",
    ],
    tags: ["keywords", "tags", "categories"],
  },
  plain: column => plainName(column.split("-", 1)[0]!),
  isHeader: names =>
    names.has("family") &&
    (names.has("sku") || names.has("identifier") || names.has("uuid") || names.has("code")) &&
    (names.has("categories") || names.has("groups") || names.has("enabled")),
  layout: (columns, found) => inOneLanguage(columns, found),
}

const languageOf = (column: string): string | undefined => /-([a-z]{2}_[a-z]{2})\b/i.exec(column)?.[1]

/** English where there is English, else the first language: title and description in the same one. */
function inOneLanguage(columns: readonly string[], found: Layout): Layout {
  const title = found.title
  if (title === null || languageOf(title) === undefined) return found
  const titles = columns.filter(column => column.split("-", 1)[0] === title.split("-", 1)[0])
  const chosen = titles.find(column => languageOf(column)?.startsWith("en")) ?? title
  const language = languageOf(chosen)
  const spoken = (column: string) => [language, undefined].includes(languageOf(column))
  return {
    ...found,
    title: chosen,
    description: [
      ...found.description.filter(spoken),
      ...found.description.filter(column => !spoken(column)),
    ],
    image: found.image.filter(spoken),
    tags: found.tags.filter(spoken),
  }
}
