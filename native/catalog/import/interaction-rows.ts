/** The interactions of a table, one a row. */
import { basename } from "node:path"
import { note } from "../../contract/codes/index.ts"
import { requireColumns, textField } from "./columns.ts"
import type { Problems } from "./problems.ts"
import { type FileChoices, readRecords, type TextTableOptions } from "./records.ts"
import type { SourceInteraction } from "./source.ts"

/** @param rating whether every row needs one */
export async function* readInteractions(
  path: string | undefined,
  problems: Problems,
  choices: FileChoices,
  rating: "needed" | "optional",
  options: TextTableOptions = {},
): AsyncGenerator<SourceInteraction> {
  if (path === undefined) return
  let first = true
  for await (const record of readRecords(path, "interaction", problems, choices, options)) {
    if (first && !/\.jsonl$/i.test(path))
      requireColumns(path, record, [
        "user",
        "item",
        ...(rating === "needed" ? ["rating" as const] : []),
        "timestamp",
      ])
    first = false
    const item = textField(record, "item")
    const place = { file: basename(path), row: record.row, id: item || null }
    const rated = textField(record, "rating")
    if (rated === "" ? rating === "needed" : !Number.isFinite(Number(rated)))
      problems.malformed("interaction", place, note("catalog.no_rating", { value: rated.slice(0, 40) }))
    else
      yield {
        place,
        user: textField(record, "user"),
        item,
        timestamp: textField(record, "timestamp"),
        rating: rated === "" ? null : Number(rated),
      }
  }
}
