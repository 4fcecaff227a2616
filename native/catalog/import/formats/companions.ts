/** What may lie beside a table of items: interactions.csv (or .tsv, .xlsx, .jsonl) and personas.json. */
import { readFile, stat } from "node:fs/promises"
import { basename, extname } from "node:path"
import { z } from "zod"
import { idSchema } from "../../../contract/catalog.ts"
import { note } from "../../../contract/codes/index.ts"
import { reasonOf, StudioError } from "../../../contract/errors.ts"
import { noteOfIssue } from "../../../contract/issue.ts"
import { requireColumns, textField } from "../columns.ts"
import { parseExactly } from "../exact-json.ts"
import type { Folder } from "../folder.ts"
import type { Problems } from "../problems.ts"
import { type FileChoices, readRecords } from "../records.ts"
import type { Source, SourceInteraction, SourcePersona } from "../source.ts"

const interactionFiles = ["csv", "tsv", "xlsx", "jsonl"].map(ending => `interactions.${ending}`)

export async function companions(
  folder: Folder,
): Promise<Pick<Source, "texts" | "interactions" | "personas">> {
  const interactions = await folder.existing(interactionFiles)
  const personas = await folder.existing(["personas.json"])
  return {
    texts: interactions !== undefined && extname(interactions) !== ".xlsx" ? [interactions] : [],
    // The sheet that the user names is that of the items.
    interactions: problems =>
      readInteractions(interactions, problems, { encodings: folder.choices.encodings }),
    personas: problems => readPersonas(personas, problems),
  }
}

async function* readInteractions(
  path: string | undefined,
  problems: Problems,
  choices: FileChoices,
): AsyncGenerator<SourceInteraction> {
  if (path === undefined) return
  let first = true
  for await (const record of readRecords(path, "interaction", problems, choices)) {
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
