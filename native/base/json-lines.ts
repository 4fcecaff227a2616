/** Files of one JSON value a line. A kill or a full disk may leave half a line; only that line is lost. */
import { open, readFile } from "node:fs/promises"
import type { z } from "zod"
import { parsedJson } from "./json.ts"

/** Adds each value as a line. After half a line it begins a new one, so that the added lines can be read. */
export async function appendJsonLines(path: string, values: readonly unknown[]): Promise<void> {
  const text = values.map(value => `${JSON.stringify(value)}\n`).join("")
  const file = await open(path, "a+")
  try {
    const { size } = await file.stat()
    const last = Buffer.from("\n")
    // Not of an empty file: another process may have begun its first line meanwhile.
    if (size > 0) await file.read({ buffer: last, position: size - 1 })
    await file.appendFile(last.toString() === "\n" ? text : `\n${text}`)
  } finally {
    await file.close()
  }
}

/** Every line that is a whole value of `schema`, in order; none where there is no such file. */
export async function readJsonLines<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
): Promise<z.output<Schema>[]> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return ""
    throw error
  })
  return parsedJsonLines(text, schema)
}

/** `readJsonLines` of a text. */
export const parsedJsonLines = <Schema extends z.ZodType>(text: string, schema: Schema): z.output<Schema>[] =>
  text.split("\n").flatMap(line => {
    const value = parsedJson(line, schema)
    return value === undefined ? [] : [value]
  })
