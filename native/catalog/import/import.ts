/**
 * Importing a catalog: read every row, check it, keep its image, and take all of it in at once. Refused rows are
 * reported; until the last step the workspace shows nothing of the import, whatever happens.
 */
import { realpath, stat } from "node:fs/promises"
import { join, resolve } from "node:path"
import { isDeepStrictEqual } from "node:util"
import type { ImportReport } from "../../contract/catalog.ts"
import { StudioError } from "../../contract/errors.ts"
import { writeAtomic } from "../atomic.ts"
import { problemsToCsv } from "../csv.ts"
import { positiveRating } from "../interaction-store.ts"
import type { Workspace } from "../workspace.ts"
import { mind } from "./formats/mind.ts"
import { movielens } from "./formats/movielens.ts"
import { native } from "./formats/native.ts"
import { pog } from "./formats/pog.ts"
import { keepImages } from "./images.ts"
import { type ImportOptions, throwIfCancelled } from "./options.ts"
import { Problems } from "./problems.ts"
import { takeInteractions, takeItems, takeNames } from "./rows.ts"
import type { Layout, Source } from "./source.ts"

export type { ImportOptions, ImportProgress } from "./options.ts"

const layouts: readonly Layout[] = [native, movielens, mind, pog]

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
  const dir = await importFolder(sourceDir)
  const source = await openSource(dir, options.format ?? "auto")
  const scenario = options.scenario ?? source.scenario
  checkScenario(scenario, options.scenarios)
  const k = options.k ?? 5
  const problems = new Problems()

  const drafts = await takeItems(source, scenario, problems, options)
  const items = await keepImages(workspace, dir, drafts, problems, options)
  if (items.length === 0) throw nothingTaken(dir, problems)
  const before = new Map((await workspace.items()).map(item => [item.id, item]))
  const changed = items.filter(item => !isDeepStrictEqual(item, before.get(item.id)))

  const known = new Set([...before.keys(), ...items.map(item => item.id)])
  const interactions = await takeInteractions(source, known, problems, options)
  const names = await takeNames(source, problems, options)

  options.onProgress?.({ step: "saving", done: 0, total: null })
  throwIfCancelled(options.signal)
  const shoppers = await workspace.commit({ items: changed, interactions, names, k })
  const report: ImportReport = {
    source: dir,
    format: source.format,
    scenario,
    items: {
      added: items.filter(item => !before.has(item.id)).length,
      updated: changed.filter(item => before.has(item.id)).length,
      unchanged: items.length - changed.length,
      refused: problems.refused.item,
    },
    interactions: {
      taken: interactions.length,
      refused: problems.refused.interaction,
      negative: interactions.filter(({ rating }) => rating !== null && rating < positiveRating).length,
    },
    users: { kept: shoppers.kept, dropped: shoppers.dropped },
    personas: shoppers.personas,
    problems: problems.listed,
  }
  await writeAtomic(join(workspace.dir, "import-report.csv"), problemsToCsv(report.problems))
  return report
}

async function importFolder(sourceDir: string): Promise<string> {
  const dir = resolve(sourceDir)
  const stats = await stat(dir).catch(() => undefined)
  if (!stats?.isDirectory()) throw new StudioError("catalog.missing_folder", { dir })
  return realpath(dir)
}

async function openSource(dir: string, format: "auto" | Layout["name"]): Promise<Source> {
  const tried = layouts.filter(layout => format === "auto" || layout.name === format)
  for (const layout of tried) {
    const source = await layout.open(dir)
    if (source) return source
  }
  throw new StudioError("catalog.unknown_format", { dir, looked: tried.map(layout => layout.looksFor) })
}

function checkScenario(scenario: string, known: readonly string[]): void {
  if (!known.includes(scenario)) throw new StudioError("scenario.unknown", { scenario, known })
}

const nothingTaken = (dir: string, problems: Problems) =>
  new StudioError("catalog.nothing_taken", {
    dir,
    refused: problems.refused.item,
    first: problems.listed[0]?.reason ?? "",
    problems: problems.listed,
  })
