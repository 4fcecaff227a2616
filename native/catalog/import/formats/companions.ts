/** What may lie beside a table of items: interactions.csv (or .tsv, .xlsx, .jsonl) and personas.json. */
import { stat } from "node:fs/promises"
import { basename, extname } from "node:path"
import { z } from "zod"
import { idSchema } from "../../../contract/catalog.ts"
import { note } from "../../../contract/codes/index.ts"
import type { EncodingChoice } from "../../../contract/encoding.ts"
import { reasonOf } from "../../../contract/errors.ts"
import { noteOfIssue } from "../../../contract/issue.ts"
import { parseExactly } from "../exact-json.ts"
import { brokenFile, fileTooLarge } from "../file-errors.ts"
import type { Folder } from "../folder.ts"
import { readInteractions } from "../interaction-rows.ts"
import type { Problems } from "../problems.ts"
import type { Source, SourcePersona } from "../source.ts"
import { problemOfText, readText } from "../text.ts"

const interactionFiles = ["csv", "tsv", "xlsx", "jsonl"].map(ending => `interactions.${ending}`)

export async function companions(
  folder: Folder,
): Promise<Pick<Source, "texts" | "interactions" | "personas">> {
  const { encodings } = folder.choices
  const interactions = await folder.existing(interactionFiles)
  const personas = await folder.existing(["personas.json"])
  return {
    texts: [interactions, personas]
      .filter(path => path !== undefined)
      .filter(path => extname(path).toLowerCase() !== ".xlsx"),
    // The sheet that the user names is that of the items.
    interactions: problems => readInteractions(interactions, problems, { encodings }, "optional"),
    personas: problems => readPersonas(personas, problems, encodings),
  }
}

const maxPersonasBytes = 1024 * 1024
const personaSchema = z.object({
  name: z.string().trim().min(1).max(200),
  scenario: z.string().trim().min(1).max(40),
  user_id: z.union([idSchema, z.number().transform(String)]),
})

async function* readPersonas(
  path: string | undefined,
  problems: Problems,
  encodings: EncodingChoice | undefined,
): AsyncGenerator<SourcePersona> {
  if (path === undefined) return
  const file = basename(path)
  if ((await stat(path)).size > maxPersonasBytes)
    throw fileTooLarge(file, note("catalog.limit", { limit: "1 MB" }))
  let text = ""
  for await (const piece of readText(path, encodings, problems)) text += piece
  for (const [index, entry] of parseArray(file, text).entries()) {
    const result = personaSchema.safeParse(entry)
    const place = { file, row: index + 1, id: null }
    if (!result.success) {
      problems.malformed("persona", place, noteOfIssue(result.error.issues[0]!))
      continue
    }
    const { name, scenario, user_id } = result.data
    const problem = problemOfText(`${name} ${scenario} ${user_id}`)
    if (problem) problems.malformed("persona", place, problem)
    else yield { place: { ...place, id: name }, name, scenario, shopper: user_id }
  }
}

function parseArray(file: string, text: string): unknown[] {
  let problem = note("catalog.no_list", {})
  try {
    const value: unknown = parseExactly(text)
    if (Array.isArray(value)) return value
  } catch (error) {
    problem = reasonOf(error)
  }
  throw brokenFile(file, problem)
}
