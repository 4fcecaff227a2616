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
import { namingDamage } from "./stored.ts"

export type State = InstanceType<typeof Database>

/** One step of the state's history. */
export interface Migration {
  /** The version of the program that brought it. */
  since: string
  sql: string
}

/** Migration n brings a state of n steps to one of n + 1. Never change one that was released: add another. */
export const migrations: readonly Migration[] = [
  {
    since: "0.1.0",
    sql: `
  CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

  -- The row number keeps the order of the import: it decides between equal timestamps.
  CREATE TABLE interactions (
    user TEXT NOT NULL,
    item TEXT NOT NULL,
    timestamp INTEGER NOT NULL,
    rating REAL,
    UNIQUE (user, item, timestamp)
  );

  -- items, pinned and banned are JSON arrays; edited says that name, pinned and banned are the user's own choice.
  CREATE TABLE personas (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    scenario TEXT NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('user', 'picked')),
    shopper TEXT,
    items TEXT NOT NULL,
    pinned TEXT NOT NULL DEFAULT '[]',
    banned TEXT NOT NULL DEFAULT '[]',
    edited INTEGER NOT NULL DEFAULT 0
  ) WITHOUT ROWID;
  CREATE INDEX personas_by_shopper ON personas (shopper);

  CREATE TABLE item_tags (item TEXT PRIMARY KEY, tags TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE tag_merges ("from" TEXT PRIMARY KEY, "to" TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE renders (
    id TEXT PRIMARY KEY,
    path TEXT NOT NULL,
    recipe TEXT NOT NULL,
    created_at TEXT NOT NULL
  ) WITHOUT ROWID;
  `,
  },
  {
    since: "0.1.0",
    sql: `
  -- item and persona are ids of this workspace; the recipe knows the persona by pseudonym alone. metrics is JSON.
  ALTER TABLE renders ADD COLUMN item TEXT NOT NULL DEFAULT '';
  ALTER TABLE renders ADD COLUMN persona TEXT;
  ALTER TABLE renders ADD COLUMN starred INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE renders ADD COLUMN verdict TEXT NOT NULL DEFAULT 'none';
  ALTER TABLE renders ADD COLUMN metrics TEXT;
  ALTER TABLE renders ADD COLUMN removed_at TEXT;
  UPDATE renders SET item = recipe ->> '$.item.id';
  CREATE INDEX renders_by_time ON renders (created_at);
  CREATE INDEX renders_by_item ON renders (item, persona);

  CREATE TABLE presets (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    scenario TEXT NOT NULL,
    settings TEXT NOT NULL
  ) WITHOUT ROWID;

  -- Waiting jobs are taken in the order of place. input, checkpoint, problem and report are JSON.
  CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    state TEXT NOT NULL,
    place REAL NOT NULL,
    input TEXT NOT NULL,
    checkpoint TEXT,
    done INTEGER NOT NULL DEFAULT 0,
    total INTEGER,
    unit TEXT NOT NULL DEFAULT '',
    restarts INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    started_at TEXT,
    finished_at TEXT,
    problem TEXT,
    summary TEXT NOT NULL DEFAULT '',
    report TEXT
  ) WITHOUT ROWID;
  CREATE INDEX jobs_by_state ON jobs (state, place);

  CREATE INDEX interactions_by_item ON interactions (item);

  -- Every tag of item_tags once a row, for filters and counts.
  CREATE TABLE item_tag (
    tag TEXT NOT NULL,
    item TEXT NOT NULL,
    PRIMARY KEY (tag, item)
  ) WITHOUT ROWID;
  CREATE INDEX item_tag_by_item ON item_tag (item);
  INSERT OR IGNORE INTO item_tag (tag, item)
    SELECT tag.value, item_tags.item
    FROM item_tags, json_each(item_tags.tags) AS origin, json_each(origin.value) AS tag
    WHERE origin.key IN ('own', 'image', 'text');
  `,
  },
  {
    since: "0.1.0",
    sql: `
  -- What a job did, in figures (a JSON object) instead of an English sentence about them.
  ALTER TABLE jobs ADD COLUMN figures TEXT NOT NULL DEFAULT '{}';
  ALTER TABLE jobs DROP COLUMN summary;
  `,
  },
  {
    since: "0.2.0",
    sql: `
  -- Renders are added with recipes of version 2, and those of version 1 are read as they are. A program that knows
  -- version 1 alone must not open the workspace any more; the copy that is made of its state is for that program.
  `,
  },
  {
    since: "0.3.0",
    sql: `
  -- fields is a JSON object, pictures a JSON array: see ItemExtras.
  CREATE TABLE item_extras (
    item TEXT PRIMARY KEY,
    fields TEXT NOT NULL,
    pictures TEXT NOT NULL
  ) WITHOUT ROWID;
  `,
  },
  {
    since: "0.3.0",
    sql: `
  -- kind is archived or removed; because says whether a person asked, or the item's file no longer has it.
  CREATE TABLE away_items (
    item TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('archived', 'removed')),
    because TEXT NOT NULL CHECK (because IN ('asked', 'gone')),
    at TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE away_personas (
    persona TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('archived', 'removed')),
    at TEXT NOT NULL
  ) WITHOUT ROWID;

  -- One row a folder that was imported; gone says that its latest import no longer had the item.
  CREATE TABLE catalogs (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL UNIQUE,
    format TEXT NOT NULL,
    at TEXT NOT NULL
  );
  CREATE TABLE catalog_items (
    catalog INTEGER NOT NULL,
    item TEXT NOT NULL,
    gone INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (catalog, item)
  ) WITHOUT ROWID;
  CREATE INDEX catalog_items_by_item ON catalog_items (item);

  -- Salted hashes of shoppers who were erased: a later import leaves them out.
  CREATE TABLE erased_shoppers (hash TEXT PRIMARY KEY) WITHOUT ROWID;
  `,
  },
  {
    since: "0.3.0",
    sql: `
  -- hash names the PNG in masks/; image is the item's picture that the mask was made for.
  CREATE TABLE masks (
    item TEXT NOT NULL,
    name TEXT NOT NULL,
    hash TEXT NOT NULL,
    image TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    share REAL NOT NULL,
    PRIMARY KEY (item, name)
  ) WITHOUT ROWID;
  `,
  },
  {
    since: "0.3.0",
    sql: `
  -- Pictures that came with an opacity of their own; hash names its PNG in masks/.
  CREATE TABLE cut_outs (
    image TEXT PRIMARY KEY,
    hash TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    share REAL NOT NULL
  ) WITHOUT ROWID;

  -- Items that were given that as a mask, with the picture of then.
  CREATE TABLE cut_out_masks (item TEXT NOT NULL, image TEXT NOT NULL, PRIMARY KEY (item, image)) WITHOUT ROWID;
  `,
  },
]

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
