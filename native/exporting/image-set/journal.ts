/**
 * Whose files a folder holds. While a set is being made, its folder keeps a small file that says which set that is, then
 * line by line which file shows what: after a crash the same set goes on there, and any other is refused. A finished set
 * leaves no such file, and is never written over.
 */
import { readdir, readFile, rm } from "node:fs/promises"
import { basename, dirname, join, relative } from "node:path"
import { z } from "zod"
import { parsedJson } from "../../base/json.ts"
import { parsedJsonLines } from "../../base/json-lines.ts"
import type { OutputFolder } from "../../base/output-folder.ts"
import { temporaryOf } from "../../base/temporary-file.ts"
import { readHouseWords } from "../../catalog/house-words.ts"
import {
  type Decision,
  decisionSchema,
  type HeldImage,
  heldImageSchema,
  type ImageOfSet,
  type ImageSet,
} from "../../contract/image-set.ts"
import { arithmeticRevision } from "../../personalize/recipe-key.ts"
import type { Studio } from "../../personalize/studio.ts"
import { appendInto, writeInto } from "../write-file.ts"
import { identityOf, identityOfVersion1 } from "./identity.ts"

const journalName = "unfinished-image-set.json"

/** Files of a set besides its images. */
export const manifestNames = ["manifest.csv", "manifest.json"] as const
export const sheetName = "contact-sheet.png"

/** What a set was begun with, and goes on with. */
export interface SetBegin {
  /** The arithmetic revision. */
  arithmetic: number
  /** The workspace's words to avoid. */
  houseWords: string
}

/** The first line. 0.1.0 did not write its arithmetic, which was the first; then there were no words to avoid. */
const headSchema = z.object({
  identity: z.string(),
  arithmetic: z.int().positive().default(1),
  houseWords: z.string().max(500).default(""),
})

/** What a file shows: its name, and the pixelKey of the image that it was cut from. */
const lineSchema = z.object({ file: z.string(), shows: z.string() })

export interface Journal extends SetBegin {
  /** What was chosen from, and what users decided about images that were held, by image. */
  choices: ReadonlyMap<string, HeldImage>
  decisions: ReadonlyMap<string, Decision>
  /** What the files written so far show, by name. */
  written: ReadonlyMap<string, string>
}

/** What a set begins with today. */
export const beginToday = ({ workspace }: Studio): SetBegin => ({
  arithmetic: arithmeticRevision,
  houseWords: readHouseWords(workspace),
})

/** The journal of the folder; null unless this very set was begun there and not finished. */
export async function readJournal(studio: Studio, set: ImageSet, folder: string): Promise<Journal | null> {
  const text = await readFile(join(folder, journalName), "utf8").catch(() => "")
  const head = parsedJson(text.split("\n", 1)[0]!, headSchema)
  if (!head || ![identityOf(studio, set), identityOfVersion1(studio, set)].includes(head.identity))
    return null
  // A line that was half written is left out, and its file is then written again.
  const lines = parsedJsonLines(text, lineSchema)
  const { arithmetic, houseWords } = head
  return {
    written: new Map(lines.map(({ file, shows }) => [file, shows])),
    choices: byImage(
      parsedJsonLines(text, z.object({ chosen: heldImageSchema })).map(({ chosen }) => chosen),
    ),
    decisions: byImage(
      parsedJsonLines(text, z.object({ decided: decisionSchema })).map(({ decided }) => decided),
    ),
    arithmetic,
    houseWords,
  }
}

/** @throws StudioError export.not_written */
export async function begin(studio: Studio, set: ImageSet, folder: OutputFolder): Promise<SetBegin> {
  const today = beginToday(studio)
  const head = { name: set.name, identity: identityOf(studio, set), ...today }
  await writeInto(folder, journalName, JSON.stringify(head))
  return today
}

/** Notes which image a file shows, after it was written. */
export const note = (folder: OutputFolder, file: string, shows: string): Promise<void> =>
  appendInto(folder, journalName, `\n${JSON.stringify({ file, shows })}`)

/** Notes what was drawn for an image and is chosen from. */
export const noteChoice = (folder: OutputFolder, chosen: HeldImage): Promise<void> =>
  appendInto(folder, journalName, `\n${JSON.stringify({ chosen })}`)

/** Notes what a user decided. */
export const noteDecision = (folder: OutputFolder, decided: Decision): Promise<void> =>
  appendInto(folder, journalName, `\n${JSON.stringify({ decided })}`)

/** Names an image within its set. */
export const keyOfImage = ({ item, persona, n, frame }: ImageOfSet): string =>
  JSON.stringify([item, persona, n, frame])

/** The last of each image counts. */
export const byImage = <Of extends ImageOfSet>(of: readonly Of[]): Map<string, Of> =>
  new Map(of.map(one => [keyOfImage(one), one]))

export const finish = (folder: string): Promise<void> => rm(join(folder, journalName), { force: true })

/** Files that are in the folder already under names that the set would use. */
export const occupied = (folder: string, names: readonly string[]): Promise<string[]> =>
  foundIn(folder, [...names, ...manifestNames, sheetName, journalName])

/** Those of the names that are in the folder; on some systems capitals don't tell them apart. */
export async function foundIn(folder: string, names: readonly string[]): Promise<string[]> {
  const there = new Map<string, Set<string>>()
  for (const place of new Set(names.map(dirname))) {
    const entries = await readdir(join(folder, place)).catch(() => [])
    there.set(place, new Set(entries.map(entry => entry.toLowerCase())))
  }
  return names.filter(name => there.get(dirname(name))?.has(basename(name).toLowerCase()))
}

/**
 * Removes the remains of an earlier run: half-written temporary files, and files of its own that the set no longer has,
 * since a render's approval was taken back.
 */
export async function sweepLeftovers(
  folder: string,
  names: readonly string[],
  { written }: Journal,
): Promise<void> {
  const own = new Set([...names, ...manifestNames, sheetName, journalName].map(name => join(folder, name)))
  // The journal is in the user's folder and can't be trusted: only files of this folder are removed.
  for (const path of [...written.keys()].map(name => join(folder, name)))
    if (!own.has(path) && !relative(folder, path).startsWith("..")) await rm(path, { force: true })
  for (const place of new Set([...own].map(dirname))) {
    for (const entry of await readdir(place).catch(() => [])) {
      const name = temporaryOf(entry)
      if (name !== undefined && own.has(join(place, name))) await rm(join(place, entry), { force: true })
    }
  }
}
