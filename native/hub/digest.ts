/** The hashes of a file that lies on the disk. */
import { createHash } from "node:crypto"
import { createReadStream } from "node:fs"
import { stat } from "node:fs/promises"
import type { RemoteFile } from "./repository.ts"

/** The SHA-256 of the file at `path` if its content is what the hub says; null for another content, or none. */
export async function sha256IfSame(
  path: string,
  { size, hash: wanted }: RemoteFile,
  signal?: AbortSignal,
): Promise<string | null> {
  const found = await stat(path).catch(() => null)
  if (!found?.isFile() || found.size !== size) return null
  const sha256 = createHash("sha256")
  const git = wanted.kind === "git" ? createHash("sha1").update(`blob ${size}\0`) : null
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) {
    signal?.throwIfAborted()
    sha256.update(piece as Buffer)
    git?.update(piece as Buffer)
  }
  const hex = sha256.digest("hex")
  return (git ? git.digest("hex") : hex) === wanted.hex ? hex : null
}
