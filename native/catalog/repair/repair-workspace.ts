/**
 * What is wrong with a workspace, and what can be mended of it. A repair deletes nothing that can't be made again: what
 * was damaged is kept beside it.
 */
import { existsSync } from "node:fs"
import { copyFile, mkdir, readdir, rename, rm, stat } from "node:fs/promises"
import { basename, join, resolve } from "node:path"
import Database from "libsql"
import { lancedb } from "../../base/lancedb.ts"
import { temporaryFor } from "../../base/temporary-file.ts"
import { note } from "../../contract/codes/index.ts"
import { StudioError } from "../../contract/errors.ts"
import type { Note } from "../../contract/note.ts"
import type { Recipe } from "../../contract/recipe.ts"
import { otherPictures } from "../extras-store.ts"
import { ItemTable, itemsTable } from "../item-table.ts"
import { readVersion, writeVersion } from "../items-version.ts"
import { lockForWriting } from "../lock.ts"
import { newManifest, readManifest, writeManifest } from "../manifest.ts"
import { allMasks } from "../mask-store.ts"
import { migrations } from "../migrations.ts"
import { pseudonymOf } from "../persona.ts"
import { RenderStore } from "../render-store.ts"
import { backupsDir, damagedPrefix, foldLog, migrate, type State, stateFile } from "../state.ts"
import { openWorkspace, type Workspace } from "../workspace.ts"
import { copyRows, freshState, newestBackup, problemOfState } from "./state-copy.ts"

export interface WorkspaceReport {
  /** What was found. */
  problems: Note[]
  /** What was mended; empty for a check. */
  done: Note[]
}

/** Reads the recipe that an image carries. */
export type ReadRecipe = (file: string) => Promise<Recipe>
/** What is wrong with folders of other rooms. */
export type AlsoCheck = (workspace: Workspace) => Promise<Note[]>

const mostNamed = 8

/** Looks at everything and changes nothing. @throws StudioError workspace.missing */
export async function checkWorkspace(dir: string, alsoCheck?: AlsoCheck): Promise<WorkspaceReport> {
  const root = resolve(dir)
  if (!looksLikeOne(root)) throw new StudioError("workspace.missing", { dir: root })
  const problems: Note[] = []
  if (!(await readManifest(root).catch(() => undefined))) problems.push(note("repair.manifest_damaged", {}))
  const ofState = problemOfState(stateFile(root), migrations.length)
  if (ofState) problems.push(ofState)
  for (const table of await damagedPools(root)) problems.push(note("repair.pool_unreadable", { table }))
  if (problems.some(({ code }) => code !== "repair.pool_unreadable")) {
    if ((await readableItems(root)) === null) problems.push(note("repair.items_unreadable", {}))
    return { problems, done: [] }
  }
  const workspace = await openWorkspace(root, { mode: "read" }).catch(() => null)
  if (!workspace) return { problems: [...problems, note("repair.items_unreadable", {})], done: [] }
  try {
    const unreadable = () => [note("repair.items_unreadable", {})]
    problems.push(...(await problemsOfFiles(workspace).catch(unreadable)))
    problems.push(...((await alsoCheck?.(workspace)) ?? []))
  } finally {
    await workspace.close()
  }
  return { problems, done: [] }
}

/**
 * Mends what a check finds, as far as that can be done without the catalog. Embeddings that were removed are made again
 * by the next preparation.
 *
 * @throws StudioError workspace.missing, workspace.in_use, workspace.not_writable
 */
export async function repairWorkspace(
  dir: string,
  readRecipe: ReadRecipe,
  alsoCheck?: AlsoCheck,
): Promise<WorkspaceReport> {
  const root = resolve(dir)
  const { problems } = await checkWorkspace(root, alsoCheck)
  const done: Note[] = []
  const lock = await lockForWriting(root)
  try {
    if (!(await readManifest(root).catch(() => undefined))) {
      await keepDamaged(root, "workspace.json", done)
      await writeManifest(root, newManifest(migrations.length))
      done.push(note("repair.manifest_made", {}))
    }
    if (problemOfState(stateFile(root), migrations.length)) await mendState(root, done)
    await mendItems(root, done)
    for (const table of await damagedPools(root)) {
      await rm(join(root, "lance", `${table}.lance`), { recursive: true, force: true })
      done.push(note("repair.pool_removed", {}))
    }
  } finally {
    lock.release()
  }
  const workspace = await openWorkspace(root, { mode: "write" })
  try {
    const listed = await listRenders(workspace, readRecipe)
    if (listed > 0) done.push(note("repair.renders_listed", { count: listed }))
  } finally {
    await workspace.close()
  }
  return { problems, done }
}

/** A workspace whose workspace.json was lost is one still. */
const looksLikeOne = (dir: string): boolean =>
  ["workspace.json", "state.db", "lance"].some(name => existsSync(join(dir, name)))

async function problemsOfFiles(workspace: Workspace): Promise<Note[]> {
  const problems: Note[] = []
  const others = workspace.state.read(otherPictures)
  const isLost = (image: string) => !existsSync(workspace.imagePath(image))
  // Those that were put away, too: they can be brought back.
  const items = await workspace.items({ away: "any" })
  const lost = items
    .filter(({ id, image }) => [image, ...(others.get(id) ?? [])].some(isLost))
    .map(({ id }) => id)
  if (lost.length > 0)
    problems.push(note("repair.images_missing", { count: lost.length, items: lost.slice(0, mostNamed) }))
  const unmasked = workspace.state
    .read(allMasks)
    .filter(({ hash }) => !existsSync(workspace.maskPath(hash)))
    .map(({ item }) => item)
  if (unmasked.length > 0) {
    const named = [...new Set(unmasked)].slice(0, mostNamed)
    problems.push(note("repair.masks_missing", { count: unmasked.length, items: named }))
  }
  const renders = await workspace.renders()
  const missing = renders.filter(({ path, stored }) => !stored && !existsSync(join(workspace.dir, path)))
  if (missing.length > 0) problems.push(note("repair.renders_missing", { count: missing.length }))
  const unlisted = await unlistedRenders(workspace)
  if (unlisted.length > 0) problems.push(note("repair.renders_unlisted", { count: unlisted.length }))
  return problems
}

/** The state from what can be read of it, over the newest copy that can be used. */
async function mendState(dir: string, done: Note[]): Promise<void> {
  const file = stateFile(dir)
  await keepDamagedState(dir, done)
  const backup = newestBackup(dir, migrations.length)
  const made = temporaryFor(file)
  if (backup) await copyFile(join(backupsDir(dir), backup), made)
  const state = backup ? new Database(made) : freshState(made)
  let rows = 0
  try {
    migrate(state, dir)
    rows = await salvage(dir, state)
  } finally {
    foldLog(state)
    state.close()
  }
  // They belong to the state that is replaced.
  for (const ending of ["-wal", "-shm"]) await rm(`${file}${ending}`, { force: true })
  await rename(made, file)
  done.push(backup ? note("repair.state_from_backup", { backup }) : note("repair.state_made", {}))
  if (rows > 0) done.push(note("repair.rows_kept", { rows }))
}

/** With what its log holds beyond it. The third file says where in the log things are. */
async function keepDamagedState(dir: string, done: Note[]): Promise<void> {
  // One time in their names: SQLite looks for the log beside the state, by the state's name.
  const at = new Date()
  await keepDamaged(dir, "state.db", done, { at })
  const log = await stat(join(dir, "state.db-wal")).catch(() => null)
  if (!log || log.size === 0) return
  for (const name of ["state.db-wal", "state.db-shm"]) await keepDamaged(dir, name, done, { at })
}

/** Copies the rows of a damaged state that can be read; answers how many. SQLite changes what it reads, so that it reads a copy. */
async function salvage(dir: string, to: State): Promise<number> {
  if (!existsSync(stateFile(dir))) return 0
  const folder = temporaryFor(join(dir, "salvage"))
  await mkdir(folder)
  try {
    for (const name of ["state.db", "state.db-wal"])
      if (existsSync(join(dir, name))) await copyFile(join(dir, name), join(folder, name))
    return copyRowsOf(stateFile(folder), to)
  } finally {
    // What can't be removed now is swept at the next opening.
    await rm(folder, { recursive: true, force: true }).catch(() => undefined)
  }
}

function copyRowsOf(file: string, to: State): number {
  let damaged: State | undefined
  try {
    damaged = new Database(file, { timeout: 5000 })
    return copyRows(damaged, to)
  } catch {
    return 0
  } finally {
    damaged?.close()
  }
}

/** Keeps a copy of what is damaged in the folder of backups; with `rename`, the thing itself. */
async function keepDamaged(
  dir: string,
  name: string,
  done: Note[],
  { keep = copyFile, at = new Date() }: { keep?: typeof rename; at?: Date } = {},
): Promise<void> {
  const found = await stat(join(dir, name)).catch(() => null)
  if (!found || found.size === 0) return
  const kept = `${damagedPrefix}${at.toISOString().replaceAll(":", "-")}-${basename(name)}`
  await mkdir(backupsDir(dir), { recursive: true })
  await keep(join(dir, name), join(backupsDir(dir), kept))
  done.push(note("repair.damaged_kept", { file: `backups/${kept}` }))
}

/** Has the state name a version of the items that can be read; makes an empty table where there is none. */
async function mendItems(dir: string, done: Note[]): Promise<void> {
  const state = new Database(stateFile(dir))
  try {
    const wanted = versionOf(state)
    const folder = join(dir, "lance")
    if (wanted !== null && (await ItemTable.countOf(folder, wanted)) !== null) return
    const version = await readableItems(dir)
    if (version !== null) done.push(note("repair.items_version", { version }))
    else {
      await keepDamaged(dir, join("lance", `${itemsTable}.lance`), done, { keep: rename })
      done.push(note("repair.items_emptied", {}))
    }
    writeVersion(state, version ?? (await ItemTable.create(folder)))
  } finally {
    foldLog(state)
    state.close()
  }
}

function versionOf(state: State): number | null {
  try {
    return readVersion(state)
  } catch {
    return null
  }
}

/** The newest version of the items that can be read; null where there is none. */
const readableItems = (dir: string): Promise<number | null> => ItemTable.newestReadable(join(dir, "lance"))

/** Tables of embeddings that can't be read as a whole. */
async function damagedPools(dir: string): Promise<string[]> {
  const folder = join(dir, "lance")
  const names = (await readdir(folder).catch(() => []))
    .filter(name => /^pool-[0-9a-f]+\.lance$/.test(name))
    .map(name => basename(name, ".lance"))
  const damaged: string[] = []
  for (const name of names) {
    try {
      const connection = await lancedb.connect(folder, { readConsistencyInterval: 0 })
      const table = await connection.openTable(name)
      for await (const _ of table.query());
      table.close()
      connection.close()
    } catch {
      damaged.push(name)
    }
  }
  return damaged
}

/** Names in renders/ that no render has, those that were removed included. */
async function unlistedRenders(workspace: Workspace): Promise<string[]> {
  const files = (await readdir(workspace.rendersDir).catch(() => [])).filter(name =>
    /^[0-9a-f]{64}\.png$/.test(name),
  )
  const listed = new Set(
    workspace.state
      .read(state => state.prepare("SELECT path FROM renders").all() as { path: string }[])
      .map(({ path }) => basename(path)),
  )
  return files.filter(name => !listed.has(name))
}

/** Puts images that no render names back into the history, by the recipe that each carries. */
async function listRenders(workspace: Workspace, readRecipe: ReadRecipe): Promise<number> {
  const personas = new Map(
    (await workspace.personas()).map(persona => [pseudonymOf(persona, workspace.salt), persona.id]),
  )
  const store = new RenderStore(workspace.state)
  let listed = 0
  for (const name of await unlistedRenders(workspace)) {
    const file = join(workspace.rendersDir, name)
    const recipe = await readRecipe(file).catch(() => null)
    if (!recipe) continue
    const { item, persona } = recipe.plan
    const createdAt = (await stat(file)).mtime.toISOString()
    const draft = { recipe, item: item.id, persona: personas.get(persona.pseudonym) ?? null, metrics: null }
    store.add({ ...draft, path: `renders/${name}` }, createdAt)
    listed++
  }
  return listed
}
