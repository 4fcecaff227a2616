/** What processes that were killed left in a workspace. */
import { readdir, rm } from "node:fs/promises"
import { join } from "node:path"
import { sweepTemporaries } from "../base/temporary-file.ts"

/** LanceDB keeps order in its folder by itself, small copies come from waiting/; the others hold the user's own files. */
const passedOver = ["lance", "thumbnails", "lpips", "scenarios"]

/** Removes half-written files, and what version 0.1 cached of training pictures in a format of its own. */
export async function sweepWorkspace(dir: string): Promise<void> {
  await sweepTemporaries(dir, passedOver)
  const encodings = join(dir, "cache", "training")
  for (const name of await readdir(encodings, { recursive: true }).catch(() => []))
    if (/\.f32(\.\d+\.tmp)?$/.test(name)) await rm(join(encodings, name), { force: true })
}
