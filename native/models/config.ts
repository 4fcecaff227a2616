/**
 * Reads the JSON files of a pack. They come from anywhere, so each is bounded in size and parsed by a schema; a value
 * that this program can't honour is refused by name (file, key, value) instead of being ignored.
 */
import { readFile, stat } from "node:fs/promises"
import type { z } from "zod"
import { note } from "../contract/codes/index.ts"
import { reasonOf, StudioError } from "../contract/errors.ts"
import { problemOfIssue } from "../contract/issue.ts"

/** Largest config.json, in bytes. */
const maxConfigBytes = 1 << 20

/** Parses `value` (the content of `file`); the first thing that can't be honoured becomes `model.unsupported_config`. */
export function parseConfig<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  file: string,
): z.output<Schema> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]!
  const found = issue.path.reduce<unknown>(
    (parent, key) => (parent as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  )
  throw new StudioError("model.unsupported_config", {
    file,
    key: issue.path.join(".") || "(whole file)",
    value: textOf(found),
    problem: problemOfIssue(issue),
  })
}

function textOf(value: unknown): string {
  if (value === undefined) return "nothing"
  return typeof value === "number" ? String(value) : JSON.stringify(value).slice(0, 200)
}

/** A string of JSON, or a word that Python's writer puts where JSON has no number. */
const stringsAndWords = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"|-?\bInfinity\b|\bNaN\b/g

/** JSON as Python writes it, which has words for infinite numbers (`"lambda_min_clipped": -Infinity`). */
function parsePythonJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const numbers: Readonly<Record<string, string>> = {
      "-Infinity": "-1e999",
      Infinity: "1e999",
      NaN: "null",
    }
    const plain = text.replace(stringsAndWords, found => numbers[found] ?? found)
    if (plain === text) throw error
    return JSON.parse(plain)
  }
}

/** Reads a JSON file of at most `maxBytes`. */
export async function readJson(file: string, maxBytes = maxConfigBytes): Promise<unknown> {
  const size = await stat(file).then(
    found => (found.isFile() ? found.size : undefined),
    () => undefined,
  )
  if (size === undefined) throw new StudioError("pack.missing_file", { file })
  if (size > maxBytes) {
    throw new StudioError("pack.bad_json", {
      file,
      problem: note("file.too_large", { size, most: maxBytes }),
    })
  }
  try {
    return parsePythonJson(await readFile(file, "utf8"))
  } catch (error) {
    throw new StudioError("pack.bad_json", { file, problem: reasonOf(error) })
  }
}

/** Reads and parses a config file. */
export const readConfig = async <Schema extends z.ZodType>(file: string, schema: Schema) =>
  parseConfig(schema, await readJson(file), file)
