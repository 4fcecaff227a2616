/** `iamg export`: an image set, items × personas × variants, as files with manifest and contact sheet. */
import { resolve } from "node:path"
import type { Command } from "commander"
import type { Persona } from "../../contract/catalog.ts"
import { note } from "../../contract/codes/index.ts"
import {
  type ChannelSize,
  channelFits,
  channelSizes,
  type Decision,
  formats,
  type ImageSet,
  type ImageSetInput,
  type ImageSetReport,
  imageSetSchema,
  nameOfUnnamedSet,
  usualTemplate,
} from "../../contract/image-set.ts"
import { layoutNameSchema } from "../../contract/layout.ts"
import { scenarioSettings } from "../../contract/scenario.ts"
import {
  checkEstimate,
  type Estimate,
  estimateHistory,
  estimateImageSet,
} from "../../exporting/image-set/estimate.ts"
import { decideAll, heldImages } from "../../exporting/image-set/held.ts"
import { drawIntoHistory } from "../../exporting/image-set/into-history.ts"
import { makeImageSet } from "../../exporting/image-set/make.ts"
import { templateTokens } from "../../exporting/image-set/names.ts"
import type { Elsewhere } from "../../exporting/image-set/pictures.ts"
import { prepareItems } from "../../personalize/prepare.ts"
import { Session } from "../../personalize/session.ts"
import type { Studio } from "../../personalize/studio.ts"
import { checkedFlags } from "../checked-flags.ts"
import { type FarmOptions, isOnFarm, storesFor, withFarm, withOpenFarm } from "../farm.ts"
import { findNamed, type GivenName, readNames } from "../names.ts"
import {
  choiceOption,
  countOption,
  type ModelOptions,
  repeated,
  type WorkspaceOptions,
  withModel,
  withWorkspace,
} from "../options.ts"
import { type Context, run } from "../run.ts"
import { readSettings, type SettingsOptions, withSettings } from "../settings.ts"
import { type DeviceInUse, describeDevice, deviceInUse, keepHint, withStudio } from "../studio.ts"
import { columns, section } from "../text.ts"
import { UsageProblem } from "../usage-problem.ts"
import { logFor } from "../verbose.ts"
import { help, localeInUse, megabytesText, say, text } from "../voice.ts"

interface Options extends WorkspaceOptions, ModelOptions, SettingsOptions, FarmOptions {
  items?: string[]
  all?: boolean
  personas: string[]
  variants: number
  name: string
  template?: string
  format?: string
  quality?: number
  channelSize?: string[]
  layout?: string[]
  upscaler?: string
  focus?: string
  hint?: string
  background?: string
  approved?: boolean
  bestOf?: number
  held?: Decision["do"]
  withRecipe?: boolean
  /** Commander turns --no-contact-sheet into this. */
  contactSheet: boolean
  dryRun?: boolean
  /** Only workers of the farm that have it draw. */
  tag?: string
  out?: string
}

interface Result extends DeviceInUse {
  /** As it was before the start. */
  estimate: Estimate
  /** Null when only the estimate was asked for. */
  report: ImageSetReport | null
}

export function addExport(program: Command): void {
  const command = withModel(withWorkspace(program.command("export")))
    .description(help("export.about"))
    .option("--items <id>", help("export.items"), repeated)
    .option("--all", help("export.all"))
    .requiredOption("--personas <id>", help("export.personas"), repeated)
    .addOption(countOption("--variants <count>", help("export.variants")).default(1))
    .option("--approved", help("export.approved"))
    .addOption(countOption("--best-of <count>", help("export.bestOf")))
    .addOption(choiceOption("--held <how>", help("export.held"), ["take", "draw", "skip"]))
    .option("--adapter <adapter>", help("common.adapter"))
    .option("--name <name>", help("export.name"), nameOfUnnamedSet)
    .option(
      "--template <path>",
      help("export.template", { parts: templateTokens.join(" "), usual: usualTemplate }),
    )
    .addOption(choiceOption("--format <name>", help("export.format"), formats).default("png"))
    .addOption(countOption("--quality <1-100>", help("export.quality")))
    .option(
      "--channel-size <size>",
      help("export.channelSize", { names: channelSizes.map(({ name }) => name).join(", ") }),
      repeated,
    )
    .option("--layout <layout>", help("export.layout"), repeated)
    .option("--upscaler <upscaler>", help("export.upscaler"))
    .option("--focus <x,y>", help("export.focus"))
    .option("--background <#rrggbb>", help("export.background"))
    .option("--hint <file>", help("common.hint"))
    .option("--with-recipe", help("export.withRecipe"))
    .option("--no-contact-sheet", help("export.noContactSheet"))
    .option("--dry-run", help("export.dryRun"))
    .option("--out <dir>", help("export.out"))
  withFarm(command).option("--tag <tag>", help("farm.tag"))
  withSettings(command, ["count"]).action(run(exportSet, describe))
}

async function exportSet(context: Context, options: Options): Promise<Result> {
  const { signal, progress } = context
  const settings = { ...readSettings(options), count: options.variants }
  const asked = readOptions(options)
  const personaNames = await readNames("--personas", options.personas)
  if (options.approved && (options.bestOf !== undefined || options.held !== undefined))
    throw new UsageProblem(note("cli.approved_draws_nothing", {}))
  if (options.held !== undefined && options.bestOf === undefined)
    throw new UsageProblem(note("cli.held_of", {}))
  if (options.tag !== undefined && !isOnFarm(options)) throw new UsageProblem(note("cli.tag_of", {}))
  if ((options.items === undefined) === !options.all) throw new UsageProblem(note("cli.items_or_all", {}))
  const itemIds = options.items === undefined ? null : await readNames("--items", options.items)
  const { out } = options
  if (out === undefined && !drawsOnFarm(options)) throw new UsageProblem(note("cli.out_or_farm", {}))
  if (out === undefined && options.bestOf !== undefined) throw new UsageProblem(note("cli.best_of_out", {}))

  return withStudio(options, async studio => {
    const { workspace } = studio
    const stores = await storesFor(options)
    workspace.pictures.readBy(stores)
    try {
      const personas = await findNamed("--personas", personaNames, name => workspace.findPersona(name))
      const hint = await keepHint(studio, options)
      const items = itemIds ? await itemsNamed(studio, itemIds) : await itemsFor(studio, personas)
      const parts: ImageSetInput = {
        ...asked,
        items,
        personas: personas.map(({ id }) => id),
        settings: { ...scenarioSettings(studio.scenario(personas[0]!.scenario)), ...settings, ...hint },
      }
      const set = checkedFlags(imageSetSchema, parts, flagOf)
      await prepareItems(studio, {
        signal,
        onProgress: (done, total) => progress.update(text("progress.embedding"), done, total),
      })
      const made = out === undefined ? intoHistory : intoFolder
      return { ...deviceInUse(studio.runtime), ...(await made(studio, set, context, options)) }
    } finally {
      await stores.close()
    }
  })
}

type Made = Pick<Result, "estimate" | "report">

/** Draws the set on a farm, and writes no files. */
async function intoHistory(
  studio: Studio,
  set: ImageSet,
  { signal, progress }: Context,
  options: Options,
): Promise<Made> {
  const estimate = await estimateHistory(studio, set)
  if (options.dryRun) return { estimate, report: null }
  const report = await onFarm(options, signal, elsewhere =>
    drawIntoHistory(new Session(studio), set, {
      signal,
      elsewhere,
      onProgress: (done, total) => progress.update(text("progress.images"), done, total),
    }),
  )
  return { estimate, report }
}

async function intoFolder(
  studio: Studio,
  set: ImageSet,
  { signal, progress }: Context,
  options: Options,
): Promise<Made> {
  const { held } = options
  const folder = resolve(options.out!)
  const decisions = held ? decideAll(await heldImages(studio, set, folder), held) : []
  const estimate = await estimateImageSet(studio, set, folder)
  if (options.dryRun) return { estimate, report: null }
  checkEstimate(estimate, folder)
  const write = (elsewhere?: Elsewhere) =>
    makeImageSet(new Session(studio), set, folder, {
      signal,
      elsewhere,
      locale: localeInUse(),
      decisions,
      onProgress: (done, total) => progress.update(text("progress.files"), done, total),
    })
  const report = await (drawsOnFarm(options) ? onFarm(options, signal, write) : write())
  return { estimate, report }
}

/** What is approved is drawn already. */
const drawsOnFarm = (options: Options): boolean => isOnFarm(options) && !options.approved

/** The set, drawn by a farm. What it hasn't begun when the set ends early is taken back. */
async function onFarm(
  options: Options,
  signal: AbortSignal,
  make: (elsewhere: Elsewhere) => Promise<ImageSetReport>,
): Promise<ImageSetReport> {
  const { Planner } = await import("../../worker-farm/planner.ts")
  const { checkTag } = await import("../../worker-farm/queue.ts")
  if (options.tag !== undefined) checkTag(options.tag)
  return withOpenFarm(options, async (farm, ofFarm) => {
    const tag = options.tag ?? (ofFarm || undefined)
    const planner = new Planner({ ...farm, tag, signal, log: logFor(options) })
    return make(planner).finally(() => planner.close({ withdraw: true }))
  })
}

/** What doesn't need the workspace. Values are checked with the whole set, by its schema. */
function readOptions(options: Options): Omit<ImageSetInput, "items" | "personas" | "settings"> {
  const {
    name,
    template,
    format,
    quality,
    channelSize = [],
    layout = [],
    upscaler,
    focus,
    background,
    bestOf,
  } = options
  return {
    name,
    source: options.approved ? "approved" : "render",
    ...(bestOf !== undefined && { bestOf }),
    ...(template !== undefined && { template }),
    format: format as ImageSet["format"],
    ...(quality !== undefined && { quality }),
    sizes: withLayouts(channelSize.map(readChannelSize), layout),
    ...(upscaler !== undefined && { upscaler }),
    ...(focus !== undefined && { focus: readFocus(focus) }),
    ...(background !== undefined && { background }),
    copy: options.withRecipe ? "working" : "public",
    contactSheet: options.contactSheet,
  }
}

/** `story`, `poster=1000x1500`, either with how it is filled: `story:extend`. */
function readChannelSize(raw: string): ChannelSize {
  const [, size = "", fit] = /^(.*?)(?::(\w+))?$/.exec(raw) ?? []
  const known = channelSizes.find(({ name }) => name === size)
  const [, name, width, height] = /^([^=]+)=(\d+)[x×](\d+)$/i.exec(size) ?? []
  const isFit = fit === undefined || (channelFits as readonly string[]).includes(fit)
  if ((!known && name === undefined) || !isFit) {
    const names = channelSizes.map(size => size.name)
    throw new UsageProblem(note("cli.channel_size", { value: raw, names }))
  }
  const given = fit as ChannelSize["fit"] | undefined
  if (known) return given ? { ...known, fit: given } : known
  return { name: name!, width: Number(width), height: Number(height), fit: given ?? "crop" }
}

/** NAME is for every size, NAME@SIZE for one. */
function withLayouts(sizes: readonly ChannelSize[], given: readonly string[]) {
  const layouts = new Map<string, string>()
  const names = sizes.map(size => size.name)
  for (const value of given) {
    const [, layout = "", size] = /^([^@]+)(?:@(.+))?$/.exec(value) ?? []
    if (!layoutNameSchema.safeParse(layout).success || names.length === 0 || (size && !names.includes(size)))
      throw new UsageProblem(note("cli.layout", { value }))
    for (const name of size ? [size] : names) layouts.set(name, layout)
  }
  return sizes.map(size => {
    const layout = layouts.get(size.name)
    return layout === undefined ? size : { ...size, layout }
  })
}

function readFocus(raw: string): { x: number; y: number } {
  const parts = raw.split(",")
  // Number("") is 0.
  if (parts.length !== 2 || parts.some(part => part.trim() === ""))
    throw new UsageProblem(note("cli.focus", { value: raw }))
  const [x, y] = parts.map(Number)
  return { x: x!, y: y! }
}

/** The items that the names are ids of. Those of a long list are read at once. */
async function itemsNamed({ workspace }: Studio, names: readonly GivenName[]): Promise<string[]> {
  const read = await workspace.itemsOf(names.flatMap(({ name, parts }) => [name, ...parts]))
  const known = new Map(read.map(item => [item.id, item]))
  const found = await findNamed("--items", names, async id => known.get(id) ?? workspace.findItem(id))
  return found.map(({ id }) => id)
}

async function itemsFor({ workspace }: Studio, personas: readonly Persona[]): Promise<string[]> {
  const scenarios = new Set(personas.map(({ scenario }) => scenario))
  return (await workspace.items()).filter(({ scenario }) => scenarios.has(scenario)).map(({ id }) => id)
}

/** The flag that sets each part of a set. */
const flagOf: Readonly<Record<string, string>> = {
  "settings.count": "--variants",
  sizes: "--channel-size",
  items: "--items",
  personas: "--personas",
  bestOf: "--best-of",
}

const about = (amount: string): string => text("common.about", { amount })

function describe({ estimate, report, ...runtime }: Result): string {
  const device = describeDevice(runtime)
  const said = report ? describeReport(device, report) : describeEstimate(device, estimate)
  return [...said, ...estimate.warnings.map(say)].join("\n\n")
}

function describeEstimate(
  device: string,
  { files, toRender, seconds, bytes, freeBytes, names, collisions, problems }: Estimate,
): string[] {
  const time =
    seconds === null
      ? text("export.unknownTime")
      : about(text("common.wholeSeconds", { seconds: Math.ceil(seconds) }))
  const needed = about(megabytesText(bytes))
  const disk = freeBytes === null ? needed : text("export.diskOf", { needed, free: megabytesText(freeBytes) })
  return [
    section(
      names.length > 0
        ? text("export.toWrite", { count: files })
        : text("export.inHistory", { count: toRender }),
      columns([
        [text("export.toDraw"), text("common.count", { count: toRender })],
        [text("export.device"), device],
        [text("export.timeToDraw"), time],
        [text("export.disk"), disk],
      ]),
    ),
    ...(names.length > 0 ? [section(text("export.names"), names.join("\n"))] : []),
    ...(collisions.length > 0 ? [section(text("export.inTheWay"), collisions.join("\n"))] : []),
    ...(problems.length > 0 ? [section(text("export.problems"), problems.map(say).join("\n"))] : []),
  ]
}

function describeReport(
  device: string,
  { folder, files, rendered, reused, bytes, seconds, held, skipped, moreSkipped, warnings }: ImageSetReport,
): string[] {
  const title =
    folder === null
      ? text("export.inHistory", { count: rendered + reused })
      : text("export.written", { count: files, folder })
  const leftOut = skipped.map(({ item, persona, reason }) => [item, persona, say(reason)])
  if (moreSkipped > 0) leftOut.push(["…", "…", text("common.count", { count: moreSkipped })])
  return [
    section(
      title,
      columns([
        [text("export.drawn"), text("common.count", { count: rendered })],
        [text("export.device"), device],
        [text("export.reused"), text("common.count", { count: reused })],
        ...(held > 0 ? [[text("export.held"), text("common.count", { count: held })]] : []),
        ...(folder === null ? [] : [[text("export.size"), megabytesText(bytes)]]),
        [text("export.time"), text("common.seconds", { seconds })],
      ]),
    ),
    ...warnings.map(say),
    ...(held > 0 ? [text("export.heldNext")] : []),
    ...(leftOut.length > 0 ? [section(text("export.leftOut"), columns(leftOut))] : []),
    ...(folder === null ? [text("export.historyNext")] : []),
  ]
}
