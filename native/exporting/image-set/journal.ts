/**
 * Whose files a folder holds. While a set is being made, its folder keeps a small file that says which set that is: after
 * a crash the same set goes on there, and any other is refused. A finished set leaves no such file, and is never
 * written over.
 */
import { createHash } from "node:crypto"
import { readdir, readFile, rm } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import type { ImageSet } from "../../contract/image-set.ts"
import type { Studio } from "../../personalize/studio.ts"
import { writeExport } from "../write-file.ts"

const journalName = "unfinished-image-set.json"

/** Files of a set besides its images. */
export const manifestNames = ["manifest.csv", "manifest.json"] as const
export const sheetName = "contact-sheet.png"

/** What makes two runs the same set: what was asked for, and the model that draws it. */
function identityOf({ pack, adapter }: Studio, set: ImageSet): string {
  const asked = JSON.stringify([set, pack.hash, adapter?.hash ?? null])
  return createHash("sha256").update(asked).digest("hex")
}

/** Whether this very set was begun in the folder and not finished. */
export async function isBegun(studio: Studio, set: ImageSet, folder: string): Promise<boolean> {
  const text = await readFile(join(folder, journalName), "utf8").catch(() => "")
  return text.includes(identityOf(studio, set))
}

/** @throws StudioError export.not_written */
export async function begin(studio: Studio, set: ImageSet, folder: string): Promise<void> {
  const note = { name: set.name, identity: identityOf(studio, set) }
  await writeExport(join(folder, journalName), `${JSON.stringify(note, null, 2)}\n`)
}

export const finish = (folder: string): Promise<void> => rm(join(folder, journalName), { force: true })

/** Files that are in the folder already under names that the set would use; on some systems capitals don't tell them apart. */
export async function occupied(folder: string, names: readonly string[]): Promise<string[]> {
  const there = new Map<string, Set<string>>()
  const wanted = [...names, ...manifestNames, sheetName, journalName]
  for (const place of new Set(wanted.map(dirname))) {
    const entries = await readdir(join(folder, place)).catch(() => [])
    there.set(place, new Set(entries.map(entry => entry.toLowerCase())))
  }
  return wanted.filter(name => there.get(dirname(name))?.has(basename(name).toLowerCase()))
}

/** Takes away the half-written temporary files of a run that was killed. */
export async function sweepLeftovers(folder: string, names: readonly string[]): Promise<void> {
  const own = new Set([...names, ...manifestNames, sheetName, journalName].map(name => join(folder, name)))
  for (const place of new Set([...own].map(dirname))) {
    for (const entry of await readdir(place).catch(() => [])) {
      const [, name] = /^\.(.+)\.[0-9a-f]{12}\.tmp$/.exec(entry) ?? []
      if (name !== undefined && own.has(join(place, name))) await rm(join(place, entry), { force: true })
    }
  }
}
