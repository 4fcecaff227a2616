/**
 * Importing a catalog: read every row, check it, keep its image, and take all of it in at once. Refused rows are
 * reported; until the last step the workspace shows nothing of the import, whatever happens.
 */
import { realpath, stat } from "node:fs/promises"
import { basename, dirname, join, resolve } from "node:path"
import { isDeepStrictEqual } from "node:util"
import type { Interaction, Item, ItemExtras } from "../../contract/catalog.ts"
import { note } from "../../contract/codes/index.ts"
import { StudioError } from "../../contract/errors.ts"
import type { AskedFormat, Reading as Choices, ImportFormat, ImportReport } from "../../contract/import.ts"
import { importFormats } from "../../contract/import.ts"
import { subjectNameIn } from "../../words/subject-name.ts"
import { writeAtomic } from "../atomic.ts"
import { awayItems, goneItems } from "../away-store.ts"
import { type CatalogSeen, itemsGone } from "../catalog-store.ts"
import type { Shoppers } from "../change.ts"
import { problemsToCsv } from "../csv.ts"
import { erasedShoppers } from "../erase.ts"
import { positiveRating } from "../interaction-store.ts"
import type { Workspace } from "../workspace.ts"
import { WebPictures } from "./fetch/web-pictures.ts"
import { Folder, mayHoldItems } from "./folder.ts"
import { formats } from "./formats.ts"
import { notesOnIds } from "./ids.ts"
import { keepImages } from "./images.ts"
import { type ImportOptions, throwIfCancelled } from "./options.ts"
import { Problems } from "./problems.ts"
import { takeInteractions, takeItems, takeNames } from "./rows.ts"
import type { Source } from "./source.ts"

export type { ImportOptions, ImportProgress } from "./options.ts"

/** The scenario of items that name none, where neither the user nor the format says another. */
const usualScenario = "product"

/** What an import would take in. */
interface Reading {
  dir: string
  format: ImportFormat
  scenario: string
  k: number
  items: Item[]
  extras: ReadonlyMap<string, ItemExtras>
  before: ReadonlyMap<string, Item>
  /** Ids of new items, and of those that aren't what they were. */
  changed: ReadonlySet<string>
  interactions: Interaction[]
  names: Awaited<ReturnType<typeof takeNames>>
  seen: CatalogSeen
  gone: ImportReport["gone"]
  addresses: ImportReport["addresses"]
  problems: Problems
}

/**
 * Imports the catalog in `sourceDir`. Importing it again changes only what changed in it.
 *
 * @throws StudioError catalog.*, scenario.unknown, job.cancelled, workspace.no_space: the workspace is as it was
 */
export async function importCatalog(
  workspace: Workspace,
  sourceDir: string,
  options: ImportOptions,
): Promise<ImportReport> {
  const reading = await readCatalog(workspace, sourceDir, options, "store")
  const { items, extras, changed, before, interactions, names, seen, k } = reading
  options.onProgress?.({ step: "saving", done: 0, total: null })
  throwIfCancelled(options.signal)
  const shoppers = await workspace.commit({
    items: items.filter(item => !isDeepStrictEqual(item, before.get(item.id))),
    extras: new Map([...extras].filter(([id]) => changed.has(id))),
    interactions,
    names,
    catalog: seen,
    gone: options.archiveGone ? goneIds(workspace, seen) : [],
    cutOuts: { items, mask: subjectNameIn(options.locale ?? "en") },
    k,
  })
  const report = reportOf(reading, shoppers)
  report.gone.archived = options.archiveGone === true && report.gone.count > 0
  await writeAtomic(
    join(workspace.dir, "import-report.csv"),
    problemsToCsv(report.problems, options.locale ?? "en"),
  )
  return report
}

/**
 * Reads everything as an import would. It changes nothing, but pictures that it may fetch are kept for the import. Shoppers are
 * counted by this catalog's interactions alone.
 *
 * @throws StudioError catalog.*, scenario.unknown, job.cancelled
 */
export async function checkCatalog(
  workspace: Workspace,
  sourceDir: string,
  options: ImportOptions,
): Promise<ImportReport> {
  const reading = await readCatalog(workspace, sourceDir, options, "check")
  return reportOf(reading, shoppersOf(reading))
}

/** What is in the folder, before it is read in full. @throws StudioError catalog.missing_folder, catalog.unknown_format */
export async function inspectCatalog(
  sourceDir: string,
  choices: Choices = {},
): Promise<Opened & { dir: string }> {
  const folder = await importFolder(sourceDir, choices)
  return { dir: folder.dir, ...(await openCatalog(folder, "auto")) }
}

async function readCatalog(
  workspace: Workspace,
  sourceDir: string,
  options: ImportOptions,
  images: "store" | "check",
): Promise<Reading> {
  const folder = await importFolder(sourceDir, options)
  const { dir } = folder
  const { format, scenario: formatScenario, source } = await openCatalog(folder, options.format ?? "auto")
  const scenario = options.scenario ?? formatScenario ?? usualScenario
  checkScenario(scenario, options.scenarios)
  const problems = new Problems()
  const drafts = await takeItems(source, scenario, problems, options)
  const web = await WebPictures.open(workspace, options)
  const kept = await keepImages(workspace, dir, drafts, problems, { ...options, images, web }).finally(() =>
    web.close(),
  )
  const addresses = web.report
  const items = kept.map(({ item }) => item)
  const extras = new Map(kept.map(({ item, extras }) => [item.id, extras]))
  // A check tells of hosts that pictures may be fetched from.
  const mayFetch = images === "check" && addresses.hosts.length > 0
  if (items.length === 0 && !mayFetch) throw nothingTaken(dir, problems)
  const before = new Map((await workspace.items({ away: "any" })).map(item => [item.id, item]))
  for (const said of notesOnIds(
    items.map(({ id }) => id),
    before.keys(),
  ))
    problems.say(said)
  const changed = new Set(
    items
      .filter(
        item =>
          !isDeepStrictEqual(item, before.get(item.id)) ||
          !isDeepStrictEqual(extras.get(item.id), workspace.itemExtras(item.id)),
      )
      .map(({ id }) => id),
  )
  const known = new Set([...before.keys(), ...items.map(item => item.id)])
  const isErased = workspace.state.read(state => erasedShoppers(state, workspace.salt))
  const interactions = await takeInteractions(source, known, problems, options, isErased)
  const names = await takeNames(source, problems, options, isErased)
  const inWorkspace = [...items.map(({ id }) => id), ...problems.refusedIds].filter(id => known.has(id))
  // A folder may hold several tables, each a catalog of its own.
  const { table } = folder.choices
  const origin = table === undefined ? dir : join(dir, table)
  const seen: CatalogSeen = { source: origin, format, items: [...new Set(inWorkspace)] }
  const gone = goneOf(goneIds(workspace, seen), before)
  const away = workspace.state.read(awayItems)
  const stillAway =
    items.filter(({ id }) => away.has(id)).length -
    workspace.state.read(state => goneItems(state, seen.items)).length
  if (stillAway > 0) problems.say(note("catalog.still_away", { count: stillAway }))
  const k = options.k ?? 5
  return {
    dir,
    format,
    scenario,
    k,
    items,
    extras,
    before,
    changed,
    interactions,
    names,
    seen,
    gone,
    addresses,
    problems,
  }
}

const goneIds = (workspace: Workspace, seen: CatalogSeen): string[] =>
  workspace.state.read(state => itemsGone(state, seen))

/** How many of the items that are gone a report names. */
const mostNamed = 100

function goneOf(ids: readonly string[], before: ReadonlyMap<string, Item>): ImportReport["gone"] {
  const items = ids.slice(0, mostNamed).map(id => ({ id, title: before.get(id)?.title ?? id }))
  return { count: ids.length, items, archived: false }
}

function reportOf(reading: Reading, shoppers: Shoppers): ImportReport {
  const { dir, format, scenario, items, extras, before, changed, interactions, gone, addresses, problems } =
    reading
  const pictures = [...extras.values()].reduce((sum, { pictures }) => sum + pictures.length, 0)
  return {
    source: dir,
    format,
    scenario,
    items: {
      added: items.filter(item => !before.has(item.id)).length,
      updated: [...changed].filter(id => before.has(id)).length,
      unchanged: items.length - changed.size,
      refused: problems.refused.item,
    },
    interactions: {
      taken: interactions.length,
      refused: problems.refused.interaction,
      negative: interactions.filter(({ rating }) => rating !== null && rating < positiveRating).length,
    },
    users: { kept: shoppers.kept, dropped: shoppers.dropped },
    personas: shoppers.personas,
    pictures: { kept: pictures, refused: problems.refused.picture },
    gone,
    addresses,
    notes: problems.notes,
    problems: problems.listed,
  }
}

/** Shoppers with more than k positive items in a scenario, as an import counts them. */
function shoppersOf({ interactions, items, before, k }: Reading): Shoppers {
  const scenarios = new Map([...before.values(), ...items].map(({ id, scenario }) => [id, scenario]))
  const liked = new Map<string, Map<string, Set<string>>>()
  for (const { user, item, rating } of interactions) {
    const mine = liked.get(user) ?? new Map<string, Set<string>>()
    liked.set(user, mine)
    if (rating !== null && rating < positiveRating) continue
    const scenario = scenarios.get(item)!
    mine.set(scenario, (mine.get(scenario) ?? new Set()).add(item))
  }
  const personas = [...liked.values()].map(
    scenarios => [...scenarios.values()].filter(items => items.size > k).length,
  )
  const kept = personas.filter(count => count > 0).length
  return { kept, dropped: personas.length - kept, personas: personas.reduce((sum, count) => sum + count, 0) }
}

/** A file stands for its folder, and a table in it for that of the items. */
async function importFolder(source: string, choices: Choices): Promise<Folder> {
  const path = resolve(source)
  const stats = await stat(path).catch(() => undefined)
  if (stats?.isFile()) {
    const table = mayHoldItems(basename(path)) ? basename(path) : choices.table
    return new Folder(await realpath(dirname(path)), { ...choices, table })
  }
  if (!stats?.isDirectory()) throw new StudioError("catalog.missing_folder", { dir: path })
  return new Folder(await realpath(path), choices)
}

interface Opened {
  format: ImportFormat
  /** The format's own. */
  scenario: string | null
  source: Source
}

async function openCatalog(folder: Folder, asked: AskedFormat): Promise<Opened> {
  const tried = asked === "auto" ? importFormats : [asked]
  for (const format of tried) {
    const { scenario, open } = formats[format]
    const source = await open(folder, asked !== "auto")
    if (source) return { format, scenario, source }
  }
  throw new StudioError("catalog.unknown_format", {
    dir: folder.dir,
    looked: tried.flatMap(format => formats[format].looksFor ?? []),
  })
}

function checkScenario(scenario: string, known: readonly string[]): void {
  if (!known.includes(scenario)) throw new StudioError("scenario.unknown", { scenario, known })
}

const nothingTaken = (dir: string, problems: Problems) =>
  new StudioError("catalog.nothing_taken", {
    dir,
    refused: problems.refused.item,
    first: problems.first,
  })
