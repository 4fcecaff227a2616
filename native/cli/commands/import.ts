/** `iamg import`: takes a catalog into a workspace and makes it ready: embeddings, tags. */
import { join, resolve } from "node:path"
import { type Command, Option } from "commander"
import { hostNamed } from "../../catalog/import/fetch/address.ts"
import type { FetchPolicy } from "../../catalog/import/fetch/download.ts"
import { type ImportProgress, importCatalog } from "../../catalog/import/import.ts"
import { createWorkspace, isWorkspace, openWorkspace } from "../../catalog/workspace.ts"
import { note } from "../../contract/codes/index.ts"
import { type EncodingChoice, encodingNamed, encodings } from "../../contract/encoding.ts"
import {
  type AskedFormat,
  askedFormats,
  type DayOrder,
  dayOrders,
  type ImportReport,
  type Mapping,
} from "../../contract/import.ts"
import { builtInTagger } from "../../interests/built-in-tagger.ts"
import { clipEmbedder } from "../../interests/clip-embedder.ts"
import { loadScenarios } from "../../interests/scenarios.ts"
import { type TagReport, tagItems } from "../../interests/tag-items.ts"
import { type PrepareReport, prepareItems } from "../../personalize/prepare.ts"
import { withoutStop } from "../../words/say.ts"
import { type FarmOptions, isOnFarm, type PreparingFarm, withFarm, withPreparingFarm } from "../farm.ts"
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
import { UsageProblem, valueProblem } from "../usage-problem.ts"
import { help, listed, localeInUse, say, text } from "../voice.ts"

interface Options extends WorkspaceOptions, ModelOptions, FarmOptions {
  scenario?: string
  format: AskedFormat
  encoding?: EncodingChoice
  map?: Partial<Mapping>
  sheet?: string
  history?: number
  dates?: DayOrder
  archiveGone?: boolean
  fetchFrom?: string[]
  fetchAgain?: boolean
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
  withFarm(withModel(withWorkspace(program.command("import"))))
    .description(help("import.about"))
    .argument("<dir>", help("import.dir"))
    .option("--scenario <id>", help("import.scenario"))
    .addOption(choiceOption("--format <name>", help("import.format"), askedFormats).default("auto"))
    .addOption(new Option("--encoding <name>", help("import.encoding")).argParser(readEncoding))
    .addOption(new Option("--map <mapping>", help("import.map")).argParser(readMapping))
    .option("--sheet <name>", help("import.sheet"))
    .addOption(countOption("--history <count>", help("import.history")))
    .addOption(choiceOption("--dates <order>", help("import.dates"), dayOrders))
    .option("--archive-gone", help("import.archiveGone"))
    .addOption(new Option("--fetch-from <host>", help("import.fetchFrom")).argParser(readHost))
    .option("--fetch-again", help("import.fetchAgain"))
    .option("--no-prepare", help("import.noPrepare"))
    .action(
      run((context, dir: string, options: Options) => importAndPrepare(context, dir, options), describe),
    )
}

const notOneOf = (flag: string, value: string, choices: readonly string[]) =>
  valueProblem(flag, value, note("cli.choices", { choices }))

/** `gbk` for all files, `interactions.csv=utf-8` for one. */
export function readEncoding(raw: string, before: EncodingChoice = {}): EncodingChoice {
  const at = raw.lastIndexOf("=")
  const encoding = encodingNamed(raw.slice(at + 1))
  if (!encoding) throw notOneOf("--encoding", raw, encodings)
  return { ...before, [at < 0 ? "*" : raw.slice(0, at)]: encoding }
}

/** A host, or an address that stands for its host. */
export function readHost(raw: string, before: string[] = []): string[] {
  const host = hostNamed(raw)
  if (host === undefined) throw valueProblem("--fetch-from", raw, note("cli.host", {}))
  return [...before, host]
}

const single = ["id", "title", "description"] as const
const several = ["image", "tags"] as const

/** `image=Image Src`; images and tags may stand in several columns. */
export function readMapping(raw: string, before: Partial<Mapping> = {}): Partial<Mapping> {
  const at = raw.indexOf("=")
  const [name, column] = [raw.slice(0, at).trim().toLowerCase(), raw.slice(at + 1).trim()]
  const one = single.find(field => field === name)
  const list = several.find(field => field === name)
  if (at < 0 || column === "" || (!one && !list))
    throw notOneOf(
      "--map",
      raw,
      [...single, ...several].map(field => `${field}=…`),
    )
  if (one) return { ...before, [one]: column }
  return { ...before, [list!]: [...(before[list!] ?? []), column] }
}

/** Imports, embeds and tags. Doing it again does only what is missing. */
export async function importAndPrepare(
  context: Context,
  dir: string,
  options: Options,
  fetchPolicy?: FetchPolicy,
): Promise<ImportResult> {
  const report = await importOnly(context, dir, options, fetchPolicy)
  const ready = options.prepare ? await makeReady(context, options) : null
  return { workspace: resolve(options.workspace), import: report, ready }
}

async function importOnly(
  { signal, progress }: Context,
  dir: string,
  {
    workspace: workspaceDir,
    scenario,
    format,
    encoding,
    map,
    sheet,
    history,
    dates,
    archiveGone,
    fetchFrom,
    fetchAgain,
  }: Options,
  fetchPolicy: FetchPolicy | undefined,
): Promise<ImportReport> {
  if (fetchAgain && !fetchFrom) throw new UsageProblem(note("cli.again_without_host", {}))
  const workspace = (await isWorkspace(resolve(workspaceDir)))
    ? await openWorkspace(workspaceDir, { mode: "write" })
    : await createWorkspace(workspaceDir)
  try {
    const scenarios = await loadScenarios([scenariosDir, workspace.scenariosDir])
    return await importCatalog(workspace, dir, {
      scenario,
      scenarios: [...scenarios.keys()],
      format,
      encodings: encoding,
      mapping: map,
      sheet,
      k: history,
      dates,
      archiveGone,
      fetchFrom,
      fetchAgain,
      fetchPolicy,
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
    const own = builtInTagger(clipEmbedder(studio.pipeline))
    const ready = async (farm?: PreparingFarm) => {
      const onProgress = report(text("progress.embedding"))
      const prepare = await prepareItems(studio, { signal, onProgress, elsewhere: farm?.elsewhere })
      const items = await studio.workspace.items()
      const tagger = farm?.taggerOf(own.id) ?? own
      const tags = await tagItems(studio.workspace, items, tagger, studio.scenarios, {
        signal,
        onProgress: report(text("progress.tagging")),
      })
      return { ...deviceInUse(studio.runtime), prepare, tags }
    }
    return isOnFarm(options) ? withPreparingFarm(options, studio.workspace, signal, ready) : ready()
  })

export function describe({ workspace, import: report, ready }: ImportResult): string {
  const { items, interactions, users, problems, source, format } = report
  const rows = [
    [text("import.items"), text("import.itemCounts", items)],
    [text("import.interactions"), text("import.interactionCounts", interactions)],
    [text("import.shoppers"), text("import.shopperCounts", users)],
    [text("import.personas"), text("common.count", { count: report.personas })],
  ]
  const { kept, refused: lost } = report.pictures
  if (kept + lost > 0) rows.push([text("import.pictures"), text("import.pictureCounts", { kept, lost })])
  const { hosts, ...fetched } = report.addresses
  if (hosts.some(({ allowed }) => allowed))
    rows.push([text("import.addresses"), text("import.addressCounts", fetched)])
  const elsewhere = hosts.filter(({ allowed }) => !allowed).map(host => text("import.atHost", host))
  if (ready) {
    rows.push([text("import.device"), describeDevice(ready)])
    rows.push([text("import.embeddings"), text("import.embeddingCounts", ready.prepare)])
    rows.push([text("import.tags"), describeTags(ready.tags)])
  }
  const shown = problems.slice(0, 10).map(({ file, row, ...problem }) => {
    const { message, next } = say.error(problem)
    return text("import.problem", { file, row, message, next })
  })
  const refused = items.refused + interactions.refused + lost
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
    ...describeGone(report.gone),
    ...(elsewhere.length > 0
      ? [text("import.elsewhere", { hosts: listed(elsewhere.slice(0, mostNamed)) })]
      : []),
    ...report.notes.map(say),
    ...(ready?.prepare.warnings ?? []).map(say),
    text("import.workspace", { workspace }),
  ].join("\n\n")
}

/** How many of the items that are gone are named. */
const mostNamed = 10

function describeGone({ count, items, archived }: ImportReport["gone"]): string[] {
  if (count === 0) return []
  const named = listed(items.slice(0, mostNamed).map(({ id }) => id))
  const details = { count, items: count > mostNamed ? `${named} …` : named }
  return [archived ? text("import.goneArchived", details) : text("import.gone", details)]
}

export function describeTags({ tagged, kept, failed }: TagReport): string {
  const [first] = failed
  if (!first) return text("tag.counts", { tagged, kept })
  const reason = withoutStop(say(first.reason))
  return text("tag.countsAndFailures", { tagged, kept, failed: failed.length, id: first.id, reason })
}
