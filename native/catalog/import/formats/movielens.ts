/**
 * MovieLens. The newer editions (ml-latest and its kin) are movies.csv `movieId,title,genres` and ratings.csv
 * `userId,movieId,rating,timestamp`; ml-1m and ml-10m are movies.dat and ratings.dat, without header, separated by `::`, in Latin-1.
 * The posters are the user's own, named by movieId. An item's text is its title and genres.
 */
import { basename } from "node:path"
import { requireColumns, textField } from "../columns.ts"
import { findEncoding } from "../encoding.ts"
import { readInteractions } from "../interaction-rows.ts"
import type { Problems } from "../problems.ts"
import { type FileChoices, readTable, type TextTableOptions } from "../records.ts"
import type { Format, SourceItem } from "../source.ts"

const movieColumns = ["movieid", "title", "genres"]
const ratingColumns = ["userid", "movieid", "rating", "timestamp"]

export const movielens: Format = {
  looksFor: "movies.csv, movies.dat",
  scenario: "movie-poster",
  async open(folder) {
    const movies = await folder.existing(["movies.csv", "movies.dat"])
    if (!movies) return undefined
    const ratings = await folder.existing([movies.endsWith(".dat") ? "ratings.dat" : "ratings.csv"])
    const movieChoices = await choicesFor(movies, folder.choices)
    const ratingChoices = ratings ? await choicesFor(ratings, folder.choices) : {}
    return {
      table: null,
      texts: [movies, ...(ratings ? [ratings] : [])],
      items: problems => readMovies(movies, problems, movieChoices),
      interactions: problems =>
        readInteractions(ratings, problems, ratingChoices, "needed", optionsFor(ratings, ratingColumns)),
      async *personas() {},
    }
  },
}

const optionsFor = (path: string | undefined, columns: readonly string[]): TextTableOptions =>
  path?.endsWith(".dat") ? { delimiter: "::", quote: null, columns } : {}

/** ml-1m is in Latin-1 and ml-10m in UTF-8: their few letters beyond ASCII need no guessing. */
async function choicesFor(path: string, { encodings = {} }: FileChoices): Promise<FileChoices> {
  const file = basename(path)
  if (!path.endsWith(".dat") || encodings[file] || encodings["*"]) return { encodings }
  const { encoding } = await findEncoding(path)
  return { encodings: { [file]: encoding === "utf-8" ? encoding : "windows-1252" } }
}

async function* readMovies(
  path: string,
  problems: Problems,
  choices: FileChoices,
): AsyncGenerator<SourceItem> {
  let first = true
  const options = optionsFor(path, movieColumns)
  for await (const record of readTable(path, "item", problems, choices, options)) {
    if (first) requireColumns(path, record, ["id", "title"])
    first = false
    const id = textField(record, "id")
    const genres = String(record.fields.get("genres") ?? "").split("|")
    yield {
      place: { file: basename(path), row: record.row, id: id || null },
      id,
      title: textField(record, "title"),
      description: genres.filter(genre => genre !== "" && genre !== "(no genres listed)").join(", "),
      images: [],
      tags: [],
      scenario: null,
    }
  }
}
