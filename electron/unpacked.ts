/**
 * The files that lie unpacked beside the program's archive: native code and the packages around it. Electron checks the
 * archive alone, so a list of their SHA-256 hashes is made when the program is packed, put into the archive, and compared
 * each time the packed program starts.
 */
import { createHash } from "node:crypto"
import { createReadStream } from "node:fs"
import { readdir, readFile, stat } from "node:fs/promises"
import { join, sep } from "node:path"
import pLimit from "p-limit"
import { z } from "zod"

/** By path with slashes. Null: only its presence is checked, for macOS checks its signature when it is loaded. */
export type FileHashes = Readonly<Record<string, string | null>>

export interface Damage {
  /** Its path in the folder, with slashes. */
  file: string
  kind: "missing" | "changed" | "unknown"
}

const hashesSchema = z.record(z.string().min(1).max(1000), z.string().length(64).nullable())

/** Files that a system puts into folders by itself. */
const ofTheSystem: ReadonlySet<string> = new Set([".DS_Store", "Thumbs.db", "desktop.ini"])

/** Read at once; more don't make it faster. */
const atOnce = 8
/** Bytes hashed in one go: so short that the window stays responsive. */
const chunk = 1024 * 1024

/** Signing on macOS, which follows packing, changes these. */
const isSignedLater = (file: string, platform: NodeJS.Platform) =>
  platform === "darwin" && /\.(node|dylib)$/.test(file)

/** Hashes of all files in `dir`. Throws when there is a file that signing would change unseen. */
export async function hashUnpacked(dir: string, platform: NodeJS.Platform): Promise<FileHashes> {
  const files = await filesIn(dir)
  // electron-builder signs programs on Windows, after this list is made.
  const program = files.find(file => file.endsWith(".exe"))
  if (program) throw new Error(`${program} is a program: no list of hashes can hold it`)
  const limit = pLimit(atOnce)
  return Object.fromEntries(
    await Promise.all(
      files.map(file =>
        limit(async () => [file, isSignedLater(file, platform) ? null : await hashOf(join(dir, file))]),
      ),
    ),
  )
}

/** What differs from the list that is kept in `listFile`, sorted by path. A list that can't be read is damage, too. */
export async function damageIn(dir: string, listFile: string): Promise<Damage[]> {
  const expected = await readHashes(listFile)
  if (!expected) return [{ file: "unpacked-files.json", kind: "missing" }]
  const there = new Set(await filesIn(dir))
  const limit = pLimit(atOnce)
  const found = await Promise.all(
    Object.entries(expected).map(([file, hash]) =>
      limit(async (): Promise<Damage | null> => {
        if (!there.delete(file)) return { file, kind: "missing" }
        if (hash === null) return null
        const actual = await hashOf(join(dir, file)).catch(() => null)
        return actual === hash ? null : { file, kind: "changed" }
      }),
    ),
  )
  const unknown = [...there].map((file): Damage => ({ file, kind: "unknown" }))
  return [...found.filter(one => one !== null), ...unknown].sort((a, b) => (a.file < b.file ? -1 : 1))
}

async function readHashes(file: string): Promise<FileHashes | null> {
  try {
    return hashesSchema.parse(JSON.parse(await readFile(file, "utf8")))
  } catch {
    return null
  }
}

/** Everything in a folder that is no folder, a link included. */
async function filesIn(dir: string): Promise<string[]> {
  const there = await stat(dir).catch(() => null)
  if (!there?.isDirectory()) return []
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  return entries
    .filter(entry => !entry.isDirectory() && !ofTheSystem.has(entry.name))
    .map(entry =>
      join(entry.parentPath, entry.name)
        .slice(dir.length + 1)
        .split(sep)
        .join("/"),
    )
    .sort()
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256")
  for await (const bytes of createReadStream(path, { highWaterMark: chunk })) hash.update(bytes)
  return hash.digest("hex")
}
