/** `iamg import`: takes a catalog into a workspace and makes it ready: embeddings, tags. */
import { resolve } from "node:path"
import { type Command, Option } from "commander"
import { type ImportProgress, importCatalog } from "../../catalog/import/import.ts"
import { createWorkspace, isWorkspace, openWorkspace } from "../../catalog/workspace.ts"
import {
  type AskedFormat,
  askedFormats,
  type DayOrder,
  dayOrders,
  type ImportReport,
} from "../../contract/import.ts"
import { builtInTagger } from "../../interests/built-in-tagger.ts"
import { clipEmbedder } from "../../interests/clip-embedder.ts"
import { loadScenarios } from "../../interests/scenarios.ts"
import { type TagReport, tagItems } from "../../interests/tag-items.ts"
import { type PrepareReport, prepareItems } from "../../personalize/prepare.ts"
import { type ModelOptions, readCount, type WorkspaceOptions, withModel, withWorkspace } from "../options.ts"
import { scenariosDir } from "../places.ts"
import { type Context, run } from "../run.ts"
import { describeDevice, withStudio } from "../studio.ts"
import { columns, plural, section } from "../text.ts"
import { say } from "../voice.ts"

interface Options extends WorkspaceOptions, ModelOptions {
  scenario?: string
  format: AskedFormat
  history?: number
  dates?: DayOrder
  /** --no-prepare */
  prepare: boolean
}

export interface ImportResult {
  workspace: string
  import: ImportReport
  /** Embeddings and tags; null with --no-prepare. */
  ready: ReadyReport | null
}

interface ReadyReport {
  /** In use, and why the others are not. */
  device: string
  prepare: PrepareReport
  tags: TagReport
}

export function addImport(program: Command): void {
  withModel(withWorkspace(program.command("import")))
    .description("import a catalog into a workspace, which is made when it isn't there, and make it ready")
    .argument("<dir>", "folder with items.csv or items.jsonl, or a MovieLens, MIND or POG layout")
    .option("--scenario <id>", "scenario of the items that name none")
    .addOption(new Option("--format <name>", "format of the catalog").choices(askedFormats).default("auto"))
    .option(
      "--history <count>",
      "k: shoppers need k + 1 liked items to become personas (default 5)",
      readCount,
    )
    .addOption(
      new Option(
        "--dates <order>",
        "dates such as 02/01/2024: day or month first, where they don't show it themselves",
      ).choices(dayOrders),
    )
    .option("--no-prepare", "only import: no embeddings, no tags")
    .action(
      run((context, dir: string, options: Options) => importAndPrepare(context, dir, options), describe),
    )
}

/** Imports, embeds and tags. Doing it again does only what is missing. */
export async function importAndPrepare(
  context: Context,
  dir: string,
  options: Options,
): Promise<ImportResult> {
  const report = await importOnly(context, dir, options)
  const ready = options.prepare ? await makeReady(context, options) : null
  return { workspace: resolve(options.workspace), import: report, ready }
}

async function importOnly(
  { signal, progress }: Context,
  dir: string,
  { workspace: workspaceDir, scenario, format, history, dates }: Options,
): Promise<ImportReport> {
  const workspace = (await isWorkspace(resolve(workspaceDir)))
    ? await openWorkspace(workspaceDir, { mode: "write" })
    : await createWorkspace(workspaceDir)
  try {
    const scenarios = await loadScenarios([scenariosDir, workspace.scenariosDir])
    return await importCatalog(workspace, dir, {
      scenario,
      scenarios: [...scenarios.keys()],
      format,
      k: history,
      dates,
      signal,
      onProgress: ({ step, done, total }: ImportProgress) => progress.update(step, done, total),
    })
  } finally {
    await workspace.close()
  }
}

const makeReady = ({ signal, progress }: Context, options: Options): Promise<ReadyReport> =>
  withStudio(options, async studio => {
    const report = (what: string) => (done: number, total: number) => progress.update(what, done, total)
    const prepare = await prepareItems(studio, { signal, onProgress: report("embedding") })
    const tagger = builtInTagger(clipEmbedder(studio.pipeline))
    const items = await studio.workspace.items()
    const tags = await tagItems(studio.workspace, items, tagger, studio.scenarios, {
      signal,
      onProgress: report("tagging"),
    })
    return { device: describeDevice(studio.runtime), prepare, tags }
  })

export function describe({ workspace, import: report, ready }: ImportResult): string {
  const { items, interactions, users, problems } = report
  const rows = [
    [
      "items",
      `${items.added} added, ${items.updated} updated, ${items.unchanged} unchanged, ${items.refused} refused`,
    ],
    [
      "interactions",
      `${interactions.taken} taken (${interactions.negative} of them not liked), ${interactions.refused} refused`,
    ],
    ["shoppers", `${users.kept} with enough history, ${users.dropped} without`],
    ["personas", `${report.personas}`],
  ]
  if (ready) {
    rows.push(["device", ready.device])
    rows.push(["embeddings", `${ready.prepare.prepared} made, ${ready.prepare.kept} there already`])
    rows.push(["tags", describeTags(ready.tags)])
  }
  const shown = problems.slice(0, 10).map(({ file, row, ...problem }) => {
    const { message, next } = say.error(problem)
    return `${file}, line ${row}: ${message} ${next}`
  })
  const refused = items.refused + interactions.refused
  const more = refused - shown.length
  const listed = problems.length < refused ? `the first ${problems.length}` : "all"
  return [
    section(`${report.source} (${report.format})`, columns(rows)),
    ...(shown.length > 0
      ? [section(`Refused (${listed} in ${workspace}/import-report.csv)`, shown.join("\n"))]
      : []),
    ...(more > 0 ? [`and ${more} more`] : []),
    ...report.notes.map(say),
    ...(ready?.prepare.warnings ?? []).map(say),
    `The workspace is ${workspace}`,
  ].join("\n\n")
}

export const describeTags = ({ tagged, kept, failed }: TagReport): string =>
  [
    `${plural(tagged, "item")} tagged`,
    `${kept} tagged before`,
    ...(failed.length > 0
      ? [`${failed.length} failed, the first (${failed[0]!.id}): ${say(failed[0]!.reason)}`]
      : []),
  ].join(", ")
