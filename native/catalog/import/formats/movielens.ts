/**
 * MovieLens (ml-latest and its kin): movies.csv `movieId,title,genres`, ratings.csv `userId,movieId,rating,timestamp`.
 * The posters are the user's own, named by movieId. An item's text is its title and genres.
 */
import { basename } from "node:path"
import { note } from "../../../contract/codes/index.ts"
import { requireColumns, textField } from "../columns.ts"
import { existing } from "../files.ts"
import type { Problems } from "../problems.ts"
import { readTable } from "../records.ts"
import type { Format, SourceInteraction, SourceItem } from "../source.ts"

export const movielens: Format = {
  looksFor: "movies.csv",
  scenario: "movie-poster",
  async open(dir) {
    const movies = await existing(dir, ["movies.csv"])
    if (!movies) return undefined
    const ratings = await existing(dir, ["ratings.csv"])
    return {
      table: null,
      items: problems => readMovies(movies, problems),
      interactions: problems => readRatings(ratings, problems),
      async *personas() {},
    }
  },
}

async function* readMovies(path: string, problems: Problems): AsyncGenerator<SourceItem> {
  let first = true
  for await (const record of readTable(path, "item", problems)) {
    if (first) requireColumns(path, record, ["id", "title"])
    first = false
    const id = textField(record, "id")
    const genres = String(record.fields.get("genres") ?? "").split("|")
    yield {
      place: { file: basename(path), row: record.row, id: id || null },
      id,
      title: textField(record, "title"),
      description: genres.filter(genre => genre !== "" && genre !== "(no genres listed)").join(", "),
      image: null,
      tags: [],
      scenario: null,
    }
  }
}

async function* readRatings(path: string | undefined, problems: Problems): AsyncGenerator<SourceInteraction> {
  if (path === undefined) return
  let first = true
  for await (const record of readTable(path, "interaction", problems)) {
    if (first) requireColumns(path, record, ["user", "item", "rating", "timestamp"])
    first = false
    const item = textField(record, "item")
    const place = { file: basename(path), row: record.row, id: item || null }
    const rated = textField(record, "rating")
    const rating = Number(rated || Number.NaN)
    if (!Number.isFinite(rating))
      problems.malformed("interaction", place, note("catalog.no_rating", { value: rated.slice(0, 40) }))
    else
      yield {
        place,
        user: textField(record, "user"),
        item,
        timestamp: textField(record, "timestamp"),
        rating,
      }
  }
}
