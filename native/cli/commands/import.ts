/** `iamg import`: takes a catalog into a workspace and makes it ready: embeddings, tags. */
import { join, resolve } from "node:path"
import type { Command } from "commander"
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
import {
  choiceOption,
  countOption,
  type ModelOptions,
  type WorkspaceOptions,
  withModel,
  withWorkspace,
} from "../options.ts"
import { scenariosDir } from "../places.ts"
import { type Context, run } from "../run.ts"
import { type DeviceInUse, describeDevice, deviceInUse, withStudio } from "../studio.ts"
import { columns, section } from "../text.ts"
import { help, listed, localeInUse, say, text } from "../voice.ts"

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

interface ReadyReport extends DeviceInUse {
  prepare: PrepareReport
  tags: TagReport
}

export function addImport(program: Command): void {
  withModel(withWorkspace(program.command("import")))
    .description(help("import.about"))
    .argument("<dir>", help("import.dir"))
    .option("--scenario <id>", help("import.scenario"))
    .addOption(choiceOption("--format <name>", help("import.format"), askedFormats).default("auto"))
    .addOption(countOption("--history <count>", help("import.history")))
    .addOption(choiceOption("--dates <order>", help("import.dates"), dayOrders))
    .option("--no-prepare", help("import.noPrepare"))
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
      locale: localeInUse(),
      signal,
      onProgress: ({ step, done, total }: ImportProgress) =>
        progress.update(text(`progress.${step}`), done, total),
    })
  } finally {
    await workspace.close()
  }
}

const makeReady = ({ signal, progress }: Context, options: Options): Promise<ReadyReport> =>
  withStudio(options, async studio => {
    const report = (what: string) => (done: number, total: number) => progress.update(what, done, total)
    const prepare = await prepareItems(studio, { signal, onProgress: report(text("progress.embedding")) })
    const tagger = builtInTagger(clipEmbedder(studio.pipeline))
    const items = await studio.workspace.items()
    const tags = await tagItems(studio.workspace, items, tagger, studio.scenarios, {
      signal,
      onProgress: report(text("progress.tagging")),
    })
    return { ...deviceInUse(studio.runtime), prepare, tags }
  })

export function describe({ workspace, import: report, ready }: ImportResult): string {
  const { items, interactions, users, problems, source, format } = report
  const rows = [
    [text("import.items"), text("import.itemCounts", items)],
    [text("import.interactions"), text("import.interactionCounts", interactions)],
    [text("import.shoppers"), text("import.shopperCounts", users)],
    [text("import.personas"), text("import.count", { count: report.personas })],
  ]
  if (ready) {
    rows.push([text("import.device"), describeDevice(ready)])
    rows.push([text("import.embeddings"), text("import.embeddingCounts", ready.prepare)])
    rows.push([text("import.tags"), describeTags(ready.tags)])
  }
  const shown = problems.slice(0, 10).map(({ file, row, ...problem }) => {
    const { message, next } = say.error(problem)
    return text("import.problem", { file, row, message, next })
  })
  const refused = items.refused + interactions.refused
  const more = refused - shown.length
  const file = join(workspace, "import-report.csv")
  const heading =
    problems.length < refused
      ? text("import.refusedFirst", { count: problems.length, file })
      : text("import.refusedAll", { file })
  return [
    section(text("import.source", { folder: source, format }), columns(rows)),
    ...(shown.length > 0 ? [section(heading, shown.join("\n"))] : []),
    ...(more > 0 ? [text("import.more", { count: more })] : []),
    ...report.notes.map(say),
    ...(ready?.prepare.warnings ?? []).map(say),
    text("import.workspace", { workspace }),
  ].join("\n\n")
}

export function describeTags({ tagged, kept, failed }: TagReport): string {
  const [first] = failed
  return listed([
    text("tag.counts", { tagged, kept }),
    ...(first ? [text("tag.failed", { count: failed.length, id: first.id, reason: say(first.reason) })] : []),
  ])
}
