/** Our own two formats: items.csv or items.jsonl, and optionally interactions.csv (or .jsonl) and personas.json. */
import { readFile, stat } from "node:fs/promises"
import { basename } from "node:path"
import { z } from "zod"
import { idSchema } from "../../../contract/catalog.ts"
import { note } from "../../../contract/codes/index.ts"
import { reasonOf, StudioError } from "../../../contract/errors.ts"
import type { Mapping } from "../../../contract/import.ts"
import { noteOfIssue } from "../../../contract/issue.ts"
import { mapped, requireColumns, tagsField, textField } from "../columns.ts"
import { parseExactly } from "../exact-json.ts"
import { existing } from "../files.ts"
import type { Problems } from "../problems.ts"
import { readRecords } from "../records.ts"
import type { Format, SourceInteraction, SourceItem, SourcePersona } from "../source.ts"

export const csv = ownFormat("items.csv", "items.tsv")
export const jsonl = ownFormat("items.jsonl")

function ownFormat(...itemFiles: [string, ...string[]]): Format {
  return {
    looksFor: itemFiles[0],
    scenario: null,
    async open(dir, mapping) {
      const items = await existing(dir, itemFiles)
      if (!items) return undefined
      const interactions = await existing(dir, ["interactions.csv", "interactions.tsv", "interactions.jsonl"])
      const personas = await existing(dir, ["personas.json"])
      return {
        table: items,
        items: problems => readItems(items, problems, mapping),
        interactions: problems => readInteractions(interactions, problems),
        personas: problems => readPersonas(personas, problems),
      }
    },
  }
}

async function* readItems(
  path: string,
  problems: Problems,
  mapping: Mapping | undefined,
): AsyncGenerator<SourceItem> {
  let first = true
  for await (const row of readRecords(path, "item", problems)) {
    const record = mapping ? mapped(row, mapping) : row
    // Rows of JSON Lines each have columns of their own; a table's are those of its header.
    if (first && !path.endsWith(".jsonl")) requireColumns(path, record, ["id", "title"])
    first = false
    const id = textField(record, "id")
    yield {
      place: { file: basename(path), row: record.row, id: id || null },
      id,
      title: textField(record, "title"),
      description: textField(record, "description"),
      image: textField(record, "image") || null,
      tags: tagsField(record),
      scenario: textField(record, "scenario") || null,
    }
  }
}

async function* readInteractions(
  path: string | undefined,
  problems: Problems,
): AsyncGenerator<SourceInteraction> {
  if (path === undefined) return
  let first = true
  for await (const record of readRecords(path, "interaction", problems)) {
    if (first && !path.endsWith(".jsonl")) requireColumns(path, record, ["user", "item", "timestamp"])
    first = false
    const item = textField(record, "item")
    const place = { file: basename(path), row: record.row, id: item || null }
    const rating = textField(record, "rating")
    if (rating !== "" && !Number.isFinite(Number(rating))) {
      problems.malformed("interaction", place, note("catalog.no_rating", { value: rating.slice(0, 40) }))
    } else {
      yield {
        place,
        user: textField(record, "user"),
        item,
        timestamp: textField(record, "timestamp"),
        rating: rating === "" ? null : Number(rating),
      }
    }
  }
}

const maxPersonasBytes = 1024 * 1024
const personaSchema = z.object({
  name: z.string().trim().min(1).max(200),
  scenario: z.string().trim().min(1).max(40),
  user_id: z.union([idSchema, z.number().transform(String)]),
})

async function* readPersonas(path: string | undefined, problems: Problems): AsyncGenerator<SourcePersona> {
  if (path === undefined) return
  const file = basename(path)
  if ((await stat(path)).size > maxPersonasBytes)
    throw new StudioError("catalog.too_large", { file, limit: note("catalog.limit", { limit: "1 MB" }) })
  for (const [index, entry] of parseArray(file, await readFile(path, "utf8")).entries()) {
    const result = personaSchema.safeParse(entry)
    const place = { file, row: index + 1, id: null }
    if (result.success) {
      const { name, scenario, user_id } = result.data
      yield { place: { ...place, id: name }, name, scenario, shopper: user_id }
    } else {
      problems.malformed("persona", place, noteOfIssue(result.error.issues[0]!))
    }
  }
}

function parseArray(file: string, text: string): unknown[] {
  let problem = note("catalog.no_list", {})
  try {
    const value: unknown = parseExactly(text.replace(/^\uFEFF/, ""))
    if (Array.isArray(value)) return value
  } catch (error) {
    problem = reasonOf(error)
  }
  throw new StudioError("catalog.broken_file", { file, problem })
}
