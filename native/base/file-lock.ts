/** A lock that is the operating system's own, held by SQLite on a file: it ends with the process, so that no lock is stale. */
import Database from "libsql"

export interface FileLock {
  release(): void
}

/** The lock on the file at `path`, which is made; null when another holder has it. Throws what the system does. */
export function lockFile(path: string): FileLock | null {
  const database = new Database(path, { timeout: 0 })
  try {
    database.exec("BEGIN EXCLUSIVE")
  } catch (error) {
    database.close()
    if ((error as { code?: string }).code === "SQLITE_BUSY") return null
    throw error
  }
  return {
    release() {
      database.exec("ROLLBACK")
      database.close()
    },
  }
}
