/**
 * Files and folders that are still being written. Their names hold the name that they will get, and the machine and
 * process that write them, so that files left by a killed process can be told from files that another one is writing.
 */
import { createHash, randomBytes } from "node:crypto"
import { opendir, rename, rm, stat } from "node:fs/promises"
import { hostname } from "node:os"
import { basename, dirname, join } from "node:path"

const machine = createHash("sha256").update(hostname()).digest("hex").slice(0, 6)

/** A new name beside `path`, for what takes the place of `path` once it is whole. */
export const temporaryFor = (path: string): string =>
  join(dirname(path), `.${basename(path)}.${machine}-${process.pid}-${randomBytes(6).toString("hex")}.tmp`)

/** Version 0.1 named no owner. */
const pattern = /^\.(?<becomes>.+)\.(?:(?<machine>[0-9a-f]{6})-(?<pid>\d+)-)?(?:[0-9a-f]{6}){1,2}\.tmp$/

/** The name that a temporary file was to get, or undefined for a name that isn't a temporary file's. */
export const temporaryOf = (name: string): string | undefined => pattern.exec(name)?.groups?.becomes

/** Nobody writes one file for so long: a process number that seems alive is another process's by now. */
const longestWriting = 24 * 60 * 60 * 1000

/** How far a file server's clock may be behind. */
const clockSkew = 10 * 60 * 1000

/** When this process started, in milliseconds since 1970. */
const started = Date.now() - process.uptime() * 1000

/** Whether the temporary file at `path` was left behind: its process has ended, or it is a day old. */
async function isAbandoned(path: string): Promise<boolean> {
  const { mtimeMs } = await stat(path)
  if (Date.now() - mtimeMs > longestWriting) return true
  const owner = pattern.exec(basename(path))?.groups
  if (owner?.machine !== machine) return false
  const pid = Number(owner.pid)
  // A restarted container gives the same numbers again.
  return pid === process.pid ? mtimeMs < started - clockSkew : !isRunning(pid)
}

/**
 * Removes the temporary files and folders that were left behind, in `folder` and, unless only `"here"`, below it; the
 * folders in it that are named in `except` are left alone.
 */
export async function sweepTemporaries(
  folder: string,
  except: readonly string[] = [],
  where: "below" | "here" = "below",
): Promise<void> {
  const entries = await opendir(folder, { bufferSize: 1024 }).catch(unlessGone)
  if (!entries) return
  for await (const entry of entries) {
    const path = join(folder, entry.name)
    if (temporaryOf(entry.name) !== undefined) {
      if (await isAbandoned(path).catch(unlessGone)) await rm(path, { recursive: true, force: true })
    } else if (where === "below" && entry.isDirectory() && !except.includes(entry.name))
      await sweepTemporaries(path)
  }
}

/**
 * Removes a folder, if it is there: first out of sight, so that nobody sees half of it. What a kill leaves is swept as a
 * temporary folder.
 */
export async function removeFolder(folder: string): Promise<void> {
  const gone = temporaryFor(folder)
  await rename(folder, gone).catch(unlessGone)
  await rm(gone, { recursive: true, force: true })
}

/** Gives the folder `made` the name `folder`. What had the name goes, or gets it back should that fail. */
export async function replaceFolder(made: string, folder: string): Promise<void> {
  const old = temporaryFor(folder)
  const wasThere = await rename(folder, old).then(() => true, unlessGone)
  try {
    await rename(made, folder)
  } catch (error) {
    if (wasThere) await rename(old, folder)
    throw error
  }
  await rm(old, { recursive: true, force: true })
}

/** For `catch`: others finish or remove files and folders while these are looked at. */
export function unlessGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"
  }
}
