/**
 * One writer a workspace. `writer.lock` ends with the process however that ends. `writer.json` beside it only says who holds it.
 */
import { readFile } from "node:fs/promises"
import { hostname } from "node:os"
import { join } from "node:path"
import { z } from "zod"
import { type FileLock, lockFile } from "../base/file-lock.ts"
import { StudioError } from "../contract/errors.ts"
import { writeAtomic, writeError } from "./atomic.ts"

const holderSchema = z.object({ pid: z.int(), host: z.string(), since: z.string() })

export type WriterLock = FileLock

/** @throws StudioError workspace.in_use, naming the process that holds the lock */
export async function lockForWriting(dir: string): Promise<WriterLock> {
  const lock = tryLock(dir)
  if (!lock) throw new StudioError("workspace.in_use", { dir, ...(await holder(dir)) })
  try {
    const self = { pid: process.pid, host: hostname(), since: new Date().toISOString() }
    await writeAtomic(join(dir, "writer.json"), JSON.stringify(self))
  } catch (error) {
    lock.release()
    throw error
  }
  return lock
}

function tryLock(dir: string): WriterLock | null {
  try {
    return lockFile(join(dir, "writer.lock"))
  } catch (error) {
    throw writeError(error, dir, 0)
  }
}

async function holder(dir: string) {
  const unknown = { pid: null, host: null, since: null }
  const json = await readFile(join(dir, "writer.json"), "utf8").catch(() => "")
  try {
    return holderSchema.parse(JSON.parse(json))
  } catch {
    return unknown
  }
}
