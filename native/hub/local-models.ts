/** Models that lie on this machine already: in a hub's cache, as other programs leave it, or in a folder. */
import { constants } from "node:fs"
import {
  copyFile,
  link,
  mkdir,
  readdir,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  stat,
} from "node:fs/promises"
import { homedir } from "node:os"
import { basename, dirname, join, relative, sep } from "node:path"
import { hashFile } from "../base/content-hash.ts"
import { readBounded } from "../base/read-bounded.ts"
import { temporaryFor } from "../base/temporary-file.ts"
import { isStudioError, StudioError } from "../contract/errors.ts"
import { chooseFiles, type PublishedModel } from "./model-list.ts"
import { commitSchema, type FileHash, licenceOf, type RemoteFile, type ResolvedModel } from "./repository.ts"

/** A model that a folder holds. */
export interface LocalModel extends ResolvedModel {
  /** Where each file lies, by its path in the repository. */
  sources: ReadonlyMap<string, string>
}

/** The caches of this user's other programs, by the variables that they read. */
export function hubCaches({ HF_HUB_CACHE, HF_HOME, XDG_CACHE_HOME } = process.env): string[] {
  const home = HF_HOME || join(XDG_CACHE_HOME || join(homedir(), ".cache"), "huggingface")
  return [HF_HUB_CACHE || join(home, "hub")]
}

const cacheFolder = (repository: string) => `models--${repository.replaceAll("/", "--")}`

/** A cache's file of that content; undefined where it has none. What lies there may be damaged: compare it. */
export async function cachedFile(
  caches: readonly string[],
  repository: string,
  { hash, size }: RemoteFile,
): Promise<string | undefined> {
  for (const cache of caches) {
    const path = join(cache, cacheFolder(repository), "blobs", hash.hex)
    const found = await stat(path).catch(() => null)
    if (found?.isFile() && found.size === size) return path
  }
  return undefined
}

/**
 * The model in `folder`: a hub's cache, a folder OWNER/NAME or NAME in it, or the folder itself.
 *
 * @throws StudioError hub.not_in_folder
 */
export async function localModel(model: PublishedModel, folder: string): Promise<LocalModel> {
  const { repository } = model
  const cached = await snapshotIn(join(folder, cacheFolder(repository)))
  const places = [
    cached?.dir,
    join(folder, ...repository.split("/")),
    join(folder, basename(repository)),
    folder,
  ]
  let failure: StudioError<"hub.no_file"> | undefined
  for (const dir of places) {
    if (dir === undefined) continue
    const present = await filesIn(dir)
    if (present.length === 0) continue
    try {
      const chosen = chooseFiles(model, present)
      const files: RemoteFile[] = []
      const sources = new Map<string, string>()
      for (const path of chosen) {
        const source = join(dir, ...path.split("/"))
        files.push({ path, size: (await stat(source)).size, hash: await hashKnownOf(source) })
        sources.set(path, source)
      }
      const commit = dir === cached?.dir ? cached.commit : null
      return { model: model.id, repository, commit, licence: await licenceIn(dir, model), files, sources }
    } catch (error) {
      if (!isStudioError(error, "hub.no_file")) throw error
      failure ??= error
    }
  }
  const names = failure?.details.names ?? model.files.map(wanted => [wanted].flat()[0]!)
  throw new StudioError("hub.not_in_folder", { folder, model: model.name, names })
}

/** The commit that `main` names, else the only one. */
async function snapshotIn(cache: string): Promise<{ dir: string; commit: string } | undefined> {
  const main = await readFile(join(cache, "refs", "main"), "utf8").catch(() => "")
  const snapshots: string[] = await readdir(join(cache, "snapshots")).catch(() => [])
  const commit = snapshots.includes(main.trim()) ? main.trim() : snapshots.length === 1 ? snapshots[0]! : ""
  return commitSchema.safeParse(commit).success
    ? { dir: join(cache, "snapshots", commit), commit }
    : undefined
}

const mostFiles = 10_000

async function filesIn(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries
    .filter(entry => entry.isFile() || entry.isSymbolicLink())
    .slice(0, mostFiles)
    .map(entry => relative(dir, join(entry.parentPath, entry.name)).split(sep).join("/"))
}

/** A cache's link leads to a file that is called by its hash. Of others the hash is that of what lies there now. */
async function hashKnownOf(path: string): Promise<FileHash> {
  const name = basename(await readlink(path).catch(() => ""))
  if (/^[0-9a-f]{64}$/.test(name)) return { kind: "sha256", hex: name }
  if (/^[0-9a-f]{40}$/.test(name)) return { kind: "git", hex: name }
  return { kind: "sha256", hex: await hashFile(path) }
}

const mostCardBytes = 1024 ** 2

/** By the card that lies beside the files, else by the list. */
async function licenceIn(dir: string, { licence }: PublishedModel): Promise<string | null> {
  const card = await readBounded(join(dir, "README.md"), mostCardBytes).catch(() => null)
  return (card instanceof Buffer ? licenceOnCard(card.toString("utf8")) : null) ?? licence
}

/** The licence that a model's card names in its front matter; null where it names none. */
export function licenceOnCard(card: string): string | null {
  const [, front = ""] = /^---\r?\n([\s\S]{0,20000}?)\r?\n---/.exec(card) ?? []
  const value = (key: string) => {
    const line = front.split(/\r?\n/).find(one => one.startsWith(`${key}:`)) ?? ""
    const text = line.slice(key.length + 1).trim()
    const plain = /^(["'])(.*)\1$/.exec(text)?.[2] ?? text
    return /["'#]/.test(plain) ? "" : plain
  }
  return licenceOf({ license: value("license"), license_name: value("license_name") })
}

/**
 * Gives a file another name, `target`, sharing its bytes where the drive can and copying them where it can't. It appears whole.
 * Throws what the system does.
 */
export async function shareFile(source: string, target: string): Promise<void> {
  // A cache holds symbolic links, and Linux would link to those, not to the files behind them.
  const real = await realpath(source)
  const temporary = temporaryFor(target)
  await mkdir(dirname(target), { recursive: true })
  try {
    await link(real, temporary).catch(() => copyFile(real, temporary, constants.COPYFILE_FICLONE))
    await rename(temporary, target)
  } finally {
    // A file that had that name already, and is the same one, stays as it is.
    await rm(temporary, { force: true })
  }
}
