/**
 * Erases a shopper from a workspace for good: interactions, personas made from them, renders for these, jobs, studies and
 * training runs that name them, caches, logs, and the backups that the program keeps. Files come first and the state
 * last, so that an erasure that is cut short is done by asking again.
 */
import { createHash } from "node:crypto"
import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises"
import { extname, join } from "node:path"
import Database from "libsql"
import type { Erased } from "../contract/catalog.ts"
import { StudioError } from "../contract/errors.ts"
import { nearMatches } from "./near.ts"
import { pseudonymOf } from "./persona.ts"
import { getPersona, listPersonas, personasNamed, shopperOf } from "./persona-store.ts"
import { backupsDir, damagedPrefix, foldLog, inTransaction, type State } from "./state.ts"
import type { Workspace } from "./workspace.ts"

/** What names the shopper anywhere in the workspace. */
interface Traces {
  shopper: string
  personas: string[]
  /** Names and pseudonyms, too. */
  words: string[]
}

const hashOfShopper = (salt: string, shopper: string): string =>
  createHash("sha256").update(`erased:${salt}:${shopper}`).digest("hex")

/** Whether a shopper was erased before. */
export function erasedShoppers(state: State, salt: string): (shopper: string) => boolean {
  const rows = state.prepare("SELECT hash FROM erased_shoppers").all() as { hash: string }[]
  const hashes = new Set(rows.map(({ hash }) => hash))
  return shopper => hashes.size > 0 && hashes.has(hashOfShopper(salt, shopper))
}

/**
 * @param asked a shopper's id, or the id or name of their persona
 * @throws StudioError catalog.unknown_shopper, workspace.read_only
 */
export async function eraseShopper(workspace: Workspace, asked: string): Promise<Erased> {
  const { salt, dir } = workspace
  const traces = workspace.state.read(state => tracesOf(state, salt, asked))
  const hash = hashOfShopper(salt, traces.shopper)
  // Before anything is touched: whoever may only read hears of it at once.
  workspace.state.write(() => undefined)
  const backups = await eraseFromBackups(backupsDir(dir), hash, traces)
  const studies = await removeFolders(workspace.evaluationsDir, traces)
  const runs = await removeFolders(workspace.runsDir, traces)
  await cleanLogs(workspace.logsDir, traces)
  const report = join(dir, "import-report.csv")
  if (await mentions(report, traces)) await rm(report, { force: true })
  await clearCaches(workspace.cacheDir)
  for (const path of workspace.state.read(state => rendersOnlyOf(state, traces)))
    await workspace.pictures.remove(path)
  const counts = workspace.state.write(state => eraseForGood(state, hash, traces))
  return { shopper: traces.shopper, ...counts, studies, runs, backups }
}

function tracesOf(state: State, salt: string, asked: string): Traces {
  const shopper = findShopper(state, salt, asked)
  const personas = personasOf(state, shopper)
  const names = personas.flatMap(id => {
    const persona = getPersona(state, id)
    return persona ? [persona.name, pseudonymOf(persona, salt)] : []
  })
  // As pseudonymOf names someone without a name of their own.
  const usual = pseudonymOf({ id: shopper, name: shopper, origin: "user" }, salt)
  return { shopper, personas, words: [...new Set([shopper, usual, ...personas, ...names])] }
}

/** Ids of the shopper's personas in a state, and of those that are gone while something still names them. */
function personasOf(state: State, shopper: string): string[] {
  const own = state.prepare("SELECT id, items FROM personas WHERE shopper = ?").all(shopper) as {
    id: string
    items: string
  }[]
  // Copies that an earlier version made of a shopper's persona don't say whose they are.
  const copies = state.prepare("SELECT id FROM personas WHERE origin = 'picked' AND items = ?")
  const copied = own.flatMap(({ items }) => copies.all(items) as { id: string }[])
  // A shopper's persona has the shopper's id, with the scenario behind it where there are several.
  const lost = ["renders", "away_personas"]
    .filter(table => columnsOf(state, table).includes("persona"))
    .flatMap(
      table =>
        state
          .prepare(
            `SELECT DISTINCT persona AS id FROM ${table}
             WHERE (persona = ?1 OR substr(persona, 1, length(?1) + 1) = ?1 || '/')
               AND persona NOT IN (SELECT id FROM personas) AND (persona = ?1 OR persona NOT IN (SELECT user FROM interactions))`,
          )
          .all(shopper) as { id: string }[],
    )
  return [...new Set([...own, ...copied, ...lost].map(({ id }) => id))]
}

/** By the shopper's id, a persona's id, or a persona's name where that means one shopper only. */
function findShopper(state: State, salt: string, asked: string): string {
  const known = state
    .prepare(
      "SELECT 1 FROM interactions WHERE user = ?1 UNION ALL SELECT 1 FROM personas WHERE shopper = ?1 LIMIT 1",
    )
    .get(asked)
  if (known || erasedShoppers(state, salt)(asked)) return asked
  const byId = shopperOf(state, asked)
  if (byId) return byId
  const named = new Set(personasNamed(state, asked).flatMap(({ id }) => shopperOf(state, id) ?? []))
  if (named.size === 1) return [...named][0]!
  const shoppers = listPersonas(state).filter(({ origin }) => origin === "user")
  const near = named.size > 1 ? [...named] : nearMatches(asked, shoppers)
  throw new StudioError("catalog.unknown_shopper", { shopper: asked, near })
}

const columnsOf = (state: State, table: string): string[] =>
  (state.prepare(`SELECT name FROM pragma_table_info('${table}')`).all() as { name: string }[]).map(
    ({ name }) => name,
  )

/** Removes the rows that name the shopper, and notes the erasure; a backup of an older version has fewer tables. */
function eraseFromState(state: State, hash: string, traces: Traces) {
  const columns = (table: string) => columnsOf(state, table)
  // A backup may hold personas that are gone today.
  const list = JSON.stringify([...new Set([...traces.personas, ...personasOf(state, traces.shopper)])])
  const remove = (table: string, column: string, values = list): number =>
    columns(table).includes(column)
      ? state.prepare(`DELETE FROM ${table} WHERE ${column} IN (SELECT value FROM json_each(?))`).run(values)
          .changes
      : 0
  const counts = {
    interactions: remove("interactions", "user", JSON.stringify([traces.shopper])),
    renders: remove("renders", "persona"),
    jobs: remove("jobs", "id", JSON.stringify(jobsThatName(state, columns("jobs"), traces))),
    personas: remove("personas", "id"),
  }
  remove("away_personas", "persona")
  if (columns("erased_shoppers").length > 0)
    state.prepare("INSERT OR IGNORE INTO erased_shoppers (hash) VALUES (?)").run(hash)
  return counts
}

function jobsThatName(state: State, columns: readonly string[], traces: Traces): string[] {
  const texts = ["title", "input", "checkpoint", "report", "problem"].filter(name => columns.includes(name))
  if (texts.length === 0) return []
  const rows = state.prepare(`SELECT id, ${texts.join(", ")} FROM jobs`).all() as Record<
    string,
    string | null
  >[]
  const named = ({ id: _, title, ...others }: Record<string, string | null>) =>
    traces.words.includes(title ?? "") || Object.values(others).some(text => names(text ?? "", traces))
  return rows.filter(named).map(({ id }) => id!)
}

/** Files of renders that were made for the shopper alone. */
function rendersOnlyOf(state: State, { personas }: Traces): string[] {
  const rows = state
    .prepare(
      `SELECT DISTINCT path FROM renders WHERE persona IN (SELECT value FROM json_each(?1)) AND path NOT IN (
         SELECT path FROM renders WHERE persona IS NULL OR persona NOT IN (SELECT value FROM json_each(?1)))`,
    )
    .all(JSON.stringify(personas)) as { path: string }[]
  return rows.map(({ path }) => path)
}

/**
 * A backup that can't be opened is removed: nobody could say what it holds. So is what a repair kept of a damaged state,
 * because opening that may end the process.
 */
async function eraseFromBackups(dir: string, hash: string, traces: Traces): Promise<number> {
  const names = () => readdir(dir).catch(() => [])
  const states = (await names()).filter(name => name.endsWith(".db"))
  for (const name of states)
    if (name.startsWith(damagedPrefix) || !eraseFromBackup(join(dir, name), hash, traces))
      await rm(join(dir, name), { force: true })
  // A log may have been kept without its state.
  for (const name of await names())
    if (/\.db-(wal|shm)$/.test(name)) await rm(join(dir, name), { force: true })
  return states.length
}

/** Whether the backup could be opened and written. */
function eraseFromBackup(file: string, hash: string, traces: Traces): boolean {
  let state: State | undefined
  try {
    state = new Database(file, { timeout: 5000 })
    eraseForGood(state, hash, traces)
    return true
  } catch {
    return false
  } finally {
    state?.close()
  }
}

/** Erases from a state such that its file holds no trace either. */
function eraseForGood(state: State, hash: string, traces: Traces) {
  state.exec("PRAGMA secure_delete = ON")
  const counts = inTransaction(state, () => eraseFromState(state, hash, traces))
  state.exec("VACUUM")
  foldLog(state)
  return counts
}

/** Removes the folders in `dir` that hold a text which names the shopper. */
async function removeFolders(dir: string, traces: Traces): Promise<number> {
  let removed = 0
  for (const name of await readdir(dir).catch(() => [])) {
    const folder = join(dir, name)
    const files = await readdir(folder, { recursive: true }).catch(() => [])
    for (const file of files) {
      if (!(await mentions(join(folder, file), traces))) continue
      await rm(folder, { recursive: true, force: true })
      removed++
      break
    }
  }
  return removed
}

const textEndings = new Set([".json", ".jsonl", ".csv", ".html", ".txt", ".md", ".svg"])
const longestText = 256 * 1024 * 1024

/** Whether a text file names the shopper. Images of a study lie beside its texts. */
async function mentions(file: string, traces: Traces): Promise<boolean> {
  if (!textEndings.has(extname(file))) return false
  const stats = await stat(file).catch(() => undefined)
  if (!stats?.isFile()) return false
  // Too long to look into: it goes with the rest.
  if (stats.size > longestText) return true
  return names(await readFile(file, "utf8").catch(() => ""), traces)
}

/** A list or a text of JSON that says whom something is about. */
const aboutSomeone = /"[^"\\]*(?:persona|user|shopper)[^"\\]*"\s*:\s*(\[[^\]]*\]|"(?:[^"\\]|\\.)*")/giu

/**
 * Whether a text names the shopper: by a word that is like no other anywhere in it, or by any word where JSON says whom
 * something is about. A shopper's id may be "1", which is an item's id, too.
 */
function names(text: string, { words }: Pick<Traces, "words">): boolean {
  if (words.some(word => isDistinctive(word) && isNamed(text, word))) return true
  const quoted = words.map(word => JSON.stringify(word))
  for (const [, value] of text.matchAll(aboutSomeone))
    if (quoted.some(word => value!.includes(word))) return true
  return false
}

const isDistinctive = (word: string): boolean => [...word].length >= 6 && /\p{L}/u.test(word)

/** Whether a word stands in a text by itself: "shopper-1" isn't in "shopper-12". */
function isNamed(text: string, word: string): boolean {
  const isLetter = (letter: string | undefined) => letter !== undefined && /[\p{L}\p{N}_-]/u.test(letter)
  for (const form of new Set([word, JSON.stringify(word).slice(1, -1)])) {
    for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1))
      if (!isLetter(text[at - 1]) && !isLetter(text[at + form.length])) return true
  }
  return false
}

/** Logs hold no names by themselves; a line that does all the same goes. A log that is being written goes on. */
async function cleanLogs(dir: string, traces: Traces): Promise<void> {
  for (const name of await readdir(dir).catch(() => [])) {
    const file = join(dir, name)
    const text = await readFile(file, "utf8").catch(() => "")
    const lines = text.split("\n")
    const kept = lines.filter(line => !names(line, traces))
    if (kept.length < lines.length) await writeFile(file, kept.join("\n"))
  }
}

/** Caches that know nothing of shoppers, and cost much to fill again. */
const keptCaches = new Set(["widened", "tags", "fetched"])

async function clearCaches(dir: string): Promise<void> {
  for (const name of await readdir(dir).catch(() => []))
    if (!keptCaches.has(name)) await rm(join(dir, name), { recursive: true, force: true })
}
