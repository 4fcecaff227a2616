/**
 * The folder picker: names to show and handles to hand back. A handle stands for a real path inside the root, links
 * followed; the page can't make one up.
 */
import { randomBytes } from "node:crypto"
import { mkdir, readdir, realpath, stat } from "node:fs/promises"
import { basename, dirname, join, relative, sep } from "node:path"
import type { Folder } from "../../contract/api/folders.ts"
import { reasonOf, StudioError } from "../../contract/errors.ts"
import { type Handles, os } from "../context.ts"

/** Entries of a folder that are listed. */
const mostListed = 1000

/** Handles of one engine's life. */
export function createHandles(): Handles {
  const paths = new Map<string, string>()
  const handles = new Map<string, string>()
  return {
    pathOf(handle) {
      const path = paths.get(handle)
      if (path === undefined) throw new StudioError("folders.unknown_handle", {})
      return path
    },
    grant(path) {
      const known = handles.get(path)
      if (known !== undefined) return known
      const handle = randomBytes(16).toString("base64url")
      paths.set(handle, path)
      handles.set(path, handle)
      return handle
    },
  }
}

export function foldersRouter(handles: Handles, root: string) {
  /** The folder's real path. @throws StudioError folders.unreadable, folders.outside */
  async function real(path: string): Promise<string> {
    const [top, found] = await Promise.all([realpath(root), realpath(path)]).catch(error => {
      throw unreadable(path, error)
    })
    if (!isWithin(top, found)) throw new StudioError("folders.outside", { folder: basename(path) })
    return found
  }

  async function open(path: string): Promise<Folder> {
    const folder = await real(path)
    const top = await realpath(root)
    const names = await readdir(folder).catch(error => {
      throw unreadable(folder, error)
    })
    const shown = names.filter(name => !name.startsWith(".")).sort(byName)
    const entries = await Promise.all(shown.slice(0, mostListed).map(name => entryOf(top, folder, name)))
    return {
      handle: handles.grant(folder),
      name: basename(folder) || folder,
      trail: trailTo(top, folder).map(part => ({
        handle: handles.grant(part),
        name: basename(part) || part,
      })),
      entries: entries.filter(entry => entry !== null).sort(foldersFirst),
      more: shown.length > mostListed,
    }
  }

  /** Null for an entry that is neither file nor folder, can't be read, or leads out of the root. */
  async function entryOf(
    top: string,
    folder: string,
    name: string,
  ): Promise<Folder["entries"][number] | null> {
    try {
      const path = await realpath(join(folder, name))
      if (!isWithin(top, path)) return null
      const stats = await stat(path)
      if (!stats.isFile() && !stats.isDirectory()) return null
      return {
        handle: handles.grant(path),
        name,
        kind: stats.isFile() ? "file" : "folder",
        bytes: stats.isFile() ? stats.size : null,
        modified: stats.mtime.toISOString(),
      }
    } catch {
      return null
    }
  }

  return {
    open: os.folders.open.handler(({ input: { handle } }) =>
      open(handle === null ? root : handles.pathOf(handle)),
    ),
    create: os.folders.create.handler(async ({ input: { parent, name } }) => {
      if (/[\\/:*?"<>|\p{Cc}]/u.test(name) || /^\.|[. ]$/.test(name))
        throw new StudioError("folders.bad_name", { name })
      const folder = join(await real(handles.pathOf(parent)), name)
      await mkdir(folder).catch(error => {
        throw error.code === "EEXIST"
          ? new StudioError("folders.exists", { name })
          : new StudioError("folders.not_made", { name, reason: reasonOf(error) })
      })
      return open(folder)
    }),
  }
}

const byName = new Intl.Collator("en", { numeric: true }).compare

const foldersFirst = (a: { kind: string }, b: { kind: string }): number =>
  Number(a.kind === "file") - Number(b.kind === "file")

function isWithin(root: string, path: string): boolean {
  const way = relative(root, path)
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && way !== path)
}

/** From the root down to the folder, both included. */
function trailTo(root: string, folder: string): string[] {
  const trail = [folder]
  while (trail[0] !== root && dirname(trail[0]!) !== trail[0]) trail.unshift(dirname(trail[0]!))
  return trail
}

const unreadable = (path: string, error: unknown) =>
  new StudioError("folders.unreadable", { folder: basename(path), reason: reasonOf(error) })
