/** Tags that were once paid for, by what was asked: one small file each, in a folder that may be deleted at any time. */
import { createHash } from "node:crypto"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { z } from "zod"
import { replaceFile } from "../base/replace-file.ts"

export interface AnswerCache {
  dir: string
  /** Whether what is known is asked for again. */
  fresh: boolean
}

const tagsSchema = z.array(z.string().min(1).max(200)).max(32)

/** The cached tags for a question, or those that `ask` gives, which are then kept. `fresh` asks even so. */
export async function cachedTags(
  { dir, fresh }: AnswerCache,
  question: readonly string[],
  ask: () => Promise<string[]>,
): Promise<string[]> {
  const name = createHash("sha256").update(JSON.stringify(question)).digest("hex")
  const file = join(dir, `${name}.json`)
  const known = fresh ? undefined : await read(file)
  if (known) return known
  const tags = await ask()
  await replaceFile(file, JSON.stringify(tags), { durable: false })
  return tags
}

/** A missing or damaged file counts as no answer: it is asked for again. */
async function read(file: string): Promise<string[] | undefined> {
  try {
    return tagsSchema.safeParse(JSON.parse(await readFile(file, "utf8"))).data
  } catch {
    return undefined
  }
}
