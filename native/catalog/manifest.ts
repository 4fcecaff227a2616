/** `workspace.json`: what marks a folder as a workspace, and of which version. */
import { randomBytes, randomUUID } from "node:crypto"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { z } from "zod"
import { reasonOf, StudioError } from "../contract/errors.ts"
import { noteOfIssue } from "../contract/issue.ts"
import { writeAtomic } from "./atomic.ts"

const manifestSchema = z.object({
  /** Version of the workspace: how many migrations of state.ts it has been through. */
  version: z.int().positive(),
  id: z.uuid(),
  /** Keeps pseudonyms from being undone by hashing all shoppers' ids: never leaves the workspace. */
  salt: z.string().regex(/^[0-9a-f]{32}$/),
  createdAt: z.iso.datetime(),
})
export type Manifest = z.infer<typeof manifestSchema>

export const newManifest = (version: number): Manifest => ({
  version,
  id: randomUUID(),
  salt: randomBytes(16).toString("hex"),
  createdAt: new Date().toISOString(),
})

const pathIn = (dir: string) => join(dir, "workspace.json")

/** The manifest of the workspace in `dir`; undefined when there is none. */
export async function readManifest(dir: string): Promise<Manifest | undefined> {
  const file = pathIn(dir)
  const json = await readFile(file, "utf8").catch(error => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined
    throw new StudioError("workspace.damaged", { file, problem: reasonOf(error) })
  })
  if (json === undefined) return undefined
  try {
    return manifestSchema.parse(JSON.parse(json))
  } catch (error) {
    const problem = error instanceof z.ZodError ? noteOfIssue(error.issues[0]!) : reasonOf(error)
    throw new StudioError("workspace.damaged", { file, problem }, { cause: error })
  }
}

export const writeManifest = (dir: string, manifest: Manifest): Promise<void> =>
  writeAtomic(pathIn(dir), `${JSON.stringify(manifest, null, 2)}\n`)
