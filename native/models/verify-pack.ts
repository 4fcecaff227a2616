/** Whether a pack's files are still those that pack.json lists: damage may leave their sizes as they were. */
import { join } from "node:path"
import { hashFile } from "../base/content-hash.ts"
import { StudioError } from "../contract/errors.ts"
import type { Pack } from "./pack.ts"

/**
 * Compares the SHA-256 of every listed file. `hashOf` may know the hashes of files that haven't changed.
 *
 * @throws StudioError pack.damaged_file
 */
export async function verifyPack({ dir, manifest }: Pack, hashOf = hashFile): Promise<void> {
  for (const { path, sha256 } of manifest.files) {
    const file = join(dir, path)
    if ((await hashOf(file)) !== sha256) throw new StudioError("pack.damaged_file", { file })
  }
}
