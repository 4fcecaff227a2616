// @ts-check
/** Whether dist/ was built from the sources as they are. Plain JavaScript, for a start that needs no TypeScript loader. */
import { createHash } from "node:crypto"
import { readdirSync, readFileSync, statSync } from "node:fs"
import { join, relative, resolve } from "node:path"

export const root = resolve(import.meta.dirname, "..")
export const fingerprintFile = join(root, "dist", "built-from")

const sources = ["native", "renderer", "electron", "build", "package-lock.json", "vite.config.ts"]

/** Folders that take no part in what is built. */
const aside = new Set(["fixtures", "starter", "bench", "node_modules"])

/** Names, sizes and times of all sources, as a hash. */
export function fingerprint() {
  const hash = createHash("sha256")
  for (const path of sources
    .map(name => join(root, name))
    .flatMap(filesIn)
    .sort()) {
    const { size, mtimeMs } = statSync(path)
    hash.update(`${relative(root, path)} ${size} ${mtimeMs}\n`)
  }
  return hash.digest("hex")
}

export function isBuilt() {
  try {
    return readFileSync(fingerprintFile, "utf8") === fingerprint()
  } catch {
    return false
  }
}

/** @param {string} path @returns {string[]} */
function filesIn(path) {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) return []
  if (found.isFile()) return [path]
  return readdirSync(path, { withFileTypes: true })
    .filter(entry => !aside.has(entry.name) && !entry.name.includes(".test."))
    .flatMap(entry => filesIn(join(path, entry.name)))
}
