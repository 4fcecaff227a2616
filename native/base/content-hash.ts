/** SHA-256 of files' bytes. */
import { createHash } from "node:crypto"
import { createReadStream } from "node:fs"
import { readFile, stat } from "node:fs/promises"
import { join } from "node:path"
import { pipeline } from "node:stream/promises"
import { replaceFile } from "./replace-file.ts"

/** Of the bytes as they are now. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256")
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash)
  return hash.digest("hex")
}

/**
 * The same, read again only when the file has changed: hashing gigabytes takes seconds, so the result is noted in
 * `cacheDir`, under a key by which an unchanged file is recognised: its path, size, times and inode.
 */
export async function contentHash(path: string, cacheDir: string): Promise<string> {
  const { size, mtimeNs, ctimeNs, ino } = await stat(path, { bigint: true })
  const stamp = createHash("sha256").update([path, size, mtimeNs, ctimeNs, ino].join("\n")).digest("hex")
  const note = join(cacheDir, "hashes", stamp)
  const known = await readFile(note, "utf8").catch(() => "")
  if (/^[0-9a-f]{64}$/.test(known)) return known
  const hash = await hashFile(path)
  // On a full or read-only disk it is hashed again each time.
  await replaceFile(note, hash, { durable: false }).catch(() => undefined)
  return hash
}
