/** The latest entries of a folder of logs, of all processes. */
import { open, readdir } from "node:fs/promises"
import { join } from "node:path"
import { type LogEntry, type LogLevel, logEntrySchema, logLevels } from "../../contract/log.ts"
import { parsedJsonLines } from "../json-lines.ts"

/** How much of a file's end is read, in bytes. */
const readBytes = 2 ** 20

/**
 * Entries of at least this level, the oldest first and the latest `limit` of them; lines that are none are passed over.
 * Folders that aren't there hold none.
 */
export async function readLogs(
  dirs: readonly string[],
  { from, limit }: { from: LogLevel; limit: number },
): Promise<LogEntry[]> {
  const texts = await Promise.all((await filesOf(dirs)).map(endOf))
  const least = logLevels.indexOf(from)
  return texts
    .flatMap(text => parsedJsonLines(text, logEntrySchema))
    .filter(({ level }) => logLevels.indexOf(level) >= least)
    .toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0))
    .slice(-limit)
}

async function filesOf(dirs: readonly string[]): Promise<string[]> {
  const names = dirs.map(async dir => {
    const all = await readdir(dir).catch(() => [])
    return all.filter(name => name.endsWith(".log")).map(name => join(dir, name))
  })
  return (await Promise.all(names)).flat()
}

/** One that is rotated away meanwhile is read as nothing. */
async function endOf(path: string): Promise<string> {
  const file = await open(path).catch(() => null)
  if (!file) return ""
  try {
    const { size } = await file.stat()
    const length = Math.min(size, readBytes)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length)
    return buffer.toString("utf8", 0, bytesRead)
  } finally {
    await file.close()
  }
}
