/** `state.db`: everything of a workspace but items, images and vectors. Its tables, and how they came to be. */
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs"
import { dirname, join } from "node:path"
import { pathToFileURL } from "node:url"
import Database from "libsql"
import { temporaryFor } from "../base/temporary-file.ts"
import { note } from "../contract/codes/index.ts"
import { reasonOf, StudioError } from "../contract/errors.ts"
import { type Migration, migrations } from "./migrations.ts"
import { namingDamage } from "./stored.ts"

export type State = InstanceType<typeof Database>

/** How stores reach state.db: reading is free, writing takes the writer's lock and turns a full disk into its error. */
export interface StateAccess {
  read<Result>(work: (state: State) => Result): Result
  /** @throws StudioError workspace.read_only, workspace.no_space … */
  write<Result>(work: (state: State) => Result): Result
}

export const stateFile = (dir: string): string => join(dir, "state.db")

/** Opens a workspace's state, as it is; only `create` makes a file that isn't there. @throws StudioError workspace.damaged */
export function openState(dir: string, mode: "read" | "write" | "create"): State {
  const file = stateFile(dir)
  try {
    // An empty file would be taken for a new state, over the place of a backup.
    if (mode !== "create" && statSync(file).size === 0) throw emptyState(file)
    const state = namingDamage(
      mode === "read" ? openForReading(file) : new Database(file, { timeout: 5000 }),
      file,
    )
    if (mode !== "read") {
      state.exec("PRAGMA journal_mode = WAL")
      // What was reported done must survive a power cut as well.
      state.exec("PRAGMA synchronous = FULL")
    }
    if (mode !== "create" && stateVersion(state) === 0) {
      state.close()
      throw emptyState(file)
    }
    return state
  } catch (error) {
    if (error instanceof StudioError) throw error
    throw new StudioError("workspace.damaged", { file, problem: reasonOf(error) }, { cause: error })
  }
}

/** Opens a state that stays as it is: on a disk that can't be written, too, and with the log that a killed process left. */
export function openForReading(file: string): State {
  const state = new Database(sourceOf(file), { timeout: 5000 })
  state.exec("PRAGMA query_only = ON")
  return state
}

function sourceOf(file: string): string {
  const { href } = pathToFileURL(file)
  // SQLite makes files beside the one that it reads, unless it is told that nobody changes it.
  if (isOnReadOnlyDisk(file)) return `${href}?immutable=1`
  // Whoever closes it last folds its log in, unless the file was opened for reading.
  const log = statSync(`${file}-wal`, { throwIfNoEntry: false })
  return log && log.size > 0 ? `${href}?mode=ro` : file
}

const emptyState = (file: string) =>
  new StudioError("workspace.damaged", { file, problem: note("workspace.empty_state", {}) })

function isOnReadOnlyDisk(file: string): boolean {
  try {
    accessSync(dirname(file), constants.W_OK)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EROFS"
  }
}

/** Leaves state.db whole by itself, so that a closed workspace can be copied file by file. */
export function foldLog(state: State): void {
  try {
    state.exec("PRAGMA wal_checkpoint(TRUNCATE)")
  } catch {
    // On a full disk the log keeps what was committed, and the next process to open it folds it in.
  }
}

export function readSetting(state: State, key: string): string | undefined {
  const row = state.prepare("SELECT value FROM settings WHERE key = ?").get(key) as
    | { value: string }
    | undefined
  return row?.value
}

export function writeSetting(state: State, key: string, value: string): void {
  state
    .prepare(
      "INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
    )
    .run(key, value)
}

/** Whether there is anything of a user's in it. */
const hasRows = (state: State): boolean =>
  ["interactions", "personas", "item_tags", "renders", "jobs", "presets", "masks"]
    .filter(table => state.prepare("SELECT 1 FROM sqlite_master WHERE name = ?").get(table) !== undefined)
    .some(table => state.prepare(`SELECT 1 FROM ${table} LIMIT 1`).get() !== undefined)

/**
 * Refuses a folder without workspace.json that was a workspace in which something was done: its making wasn't cut short.
 *
 * @throws StudioError workspace.damaged
 */
export function refuseWork(dir: string): void {
  if (!existsSync(stateFile(dir)) || statSync(stateFile(dir)).size === 0) return
  const state = openState(dir, "create")
  try {
    if (stateVersion(state) > 0 && hasRows(state))
      throw new StudioError("workspace.damaged", {
        file: join(dir, "workspace.json"),
        problem: note("file.missing", {}),
      })
  } finally {
    state.close()
  }
}

export const stateVersion = (state: State): number =>
  (state.prepare("PRAGMA user_version").get() as { user_version: number }).user_version

/** Runs `change` in one transaction: all of it or nothing. */
export function inTransaction<Result>(state: State, change: () => Result): Result {
  state.exec("BEGIN IMMEDIATE")
  try {
    const result = change()
    state.exec("COMMIT")
    return result
  } catch (error) {
    // SQLite has rolled back by itself when the disk is full; a second time would hide that error.
    if (state.inTransaction) state.exec("ROLLBACK")
    throw error
  }
}

/**
 * Brings a state to the newest version, all steps or none. A state that holds something is copied to `backups/`
 * first, under the name of the version that it is brought to.
 */
export function migrate(state: State, dir: string, steps: readonly Migration[] = migrations): void {
  const version = stateVersion(state)
  if (version >= steps.length) return
  if (version > 0) backUp(state, dir, `before-${steps.at(-1)!.since}`)
  inTransaction(state, () => {
    for (const { sql } of steps.slice(version)) state.exec(sql)
    state.exec(`PRAGMA user_version = ${steps.length}`)
  })
}

/** @param name what the copy is of, as in its file's name */
function backUp(state: State, dir: string, name: string, now = new Date()): void {
  const folder = backupsDir(dir)
  mkdirSync(folder, { recursive: true })
  const stamp = now.toISOString().replaceAll(":", "-")
  const file = join(folder, `state-${name}-${stamp}.db`)
  const temporary = temporaryFor(file)
  try {
    state.prepare("VACUUM INTO ?").run(temporary)
    renameSync(temporary, file)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

export const backupsDir = (dir: string): string => join(dir, "backups")

/** With it begin the names of what a repair found damaged and kept in that folder. */
export const damagedPrefix = "damaged-"

/** Daily copies that are kept. */
const keptDays = 7
const dailyPattern = /^state-daily-(\d{4}-\d{2}-\d{2})T.*\.db$/

/**
 * Copies the state to `backups/`, once a day, and removes the daily copies before the last seven. Where no copy can be
 * made, as on a full disk, those of earlier days stay.
 */
export function backUpDaily(state: State, dir: string, now = new Date()): void {
  const copies = () =>
    existsSync(backupsDir(dir)) ? readdirSync(backupsDir(dir)).filter(name => dailyPattern.test(name)) : []
  const today = now.toISOString().slice(0, 10)
  try {
    if (copies().some(name => dailyPattern.exec(name)?.[1] === today)) return
    backUp(state, dir, "daily", now)
    for (const name of copies().toSorted().toReversed().slice(keptDays))
      rmSync(join(backupsDir(dir), name), { force: true })
  } catch {
    // A workspace can be used without it.
  }
}
