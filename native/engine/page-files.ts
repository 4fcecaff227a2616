/** The built page's files: found by their path below one folder and never outside it, with the type they are sent as. */
import { readFile, realpath } from "node:fs/promises"
import { extname, join, sep } from "node:path"

export interface PageFile {
  type: string
  bytes: Uint8Array<ArrayBuffer>
  /** Named by its content's hash, so it never changes. */
  immutable: boolean
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webp": "image/webp",
  ".ico": "image/x-icon",
  ".woff": "font/woff",
  ".woff2": "font/woff2",
}

/**
 * The file for a URL's path (percent-encoded, starting with `/`), or null. A path without an extension is a screen of
 * the page, so index.html answers it.
 */
export async function readPageFile(dir: string, pathname: string): Promise<PageFile | null> {
  const parts = partsOf(pathname)
  if (!parts) return null
  const name = parts.at(-1) ?? ""
  const relative = extname(name) === "" ? "index.html" : join(...parts)
  const type = types[extname(relative)]
  if (!type) return null
  try {
    const root = await realpath(dir)
    const path = await realpath(join(root, relative))
    if (!path.startsWith(root + sep)) return null
    return { type, bytes: new Uint8Array(await readFile(path)), immutable: parts[0] === "assets" }
  } catch (error) {
    if (missing.has((error as NodeJS.ErrnoException).code ?? "")) return null
    throw error
  }
}

const missing: ReadonlySet<string> = new Set(["ENOENT", "ENOTDIR", "EISDIR", "ENAMETOOLONG"])

/** The names in a path; null for one that isn't plain names below the folder. */
function partsOf(pathname: string): string[] | null {
  try {
    const parts = pathname.split("/").slice(1).map(decodeURIComponent)
    if (parts.at(-1) === "") parts.pop()
    // A backslash parts names on Windows, a colon names a drive or a stream.
    return parts.every(part => !/^\.{0,2}$|[/\\:\0]/.test(part)) ? parts : null
  } catch {
    return null
  }
}
