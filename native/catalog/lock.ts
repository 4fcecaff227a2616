/**
 * One writer a workspace. The lock is the operating system's own, held by SQLite on `writer.lock`, so it ends with
 * the process however that ends: there are no stale locks. `writer.json` beside it only says who holds it.
 */
import { readFile } from "node:fs/promises"
import { hostname } from "node:os"
import { join } from "node:path"
import Database from "libsql"
import { z } from "zod"
import { StudioError } from "../contract/errors.ts"
import { writeAtomic, writeError } from "./atomic.ts"

const holderSchema = z.object({ pid: z.int(), host: z.string(), since: z.string() })

export interface WriterLock {
  release(): void
}

/** @throws StudioError workspace.in_use, naming the process that holds the lock */
export async function lockForWriting(dir: string): Promise<WriterLock> {
  const database = open(dir)
  try {
    database.exec("BEGIN EXCLUSIVE")
  } catch (error) {
    database.close()
    if ((error as { code?: string }).code !== "SQLITE_BUSY") throw writeError(error, dir, 0)
    throw new StudioError("workspace.in_use", { dir, ...(await holder(dir)) })
  }
  const release = () => {
    database.exec("ROLLBACK")
    database.close()
  }
  try {
    const self = { pid: process.pid, host: hostname(), since: new Date().toISOString() }
    await writeAtomic(join(dir, "writer.json"), JSON.stringify(self))
  } catch (error) {
    release()
    throw error
  }
  return { release }
}

function open(dir: string) {
  try {
    return new Database(join(dir, "writer.lock"), { timeout: 0 })
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
