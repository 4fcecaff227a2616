/** `iamg export`: an image set, items × personas × variants, as files with manifest and contact sheet. */
import { readFile } from "node:fs/promises"
import { resolve } from "node:path"
import { type Command, Option } from "commander"
import type { Persona } from "../../contract/catalog.ts"
import { note } from "../../contract/codes/index.ts"
import { StudioError } from "../../contract/errors.ts"
import {
  channelSizes,
  formats,
  type ImageSet,
  type ImageSetInput,
  type ImageSetReport,
  imageSetSchema,
} from "../../contract/image-set.ts"
import { problemOfIssue } from "../../contract/issue.ts"
import { scenarioSettings } from "../../contract/scenario.ts"
import { checkEstimate, type Estimate, estimateImageSet } from "../../exporting/image-set/estimate.ts"
import { makeImageSet } from "../../exporting/image-set/make.ts"
import { prepareItems } from "../../personalize/prepare.ts"
import { Session } from "../../personalize/session.ts"
import type { Studio } from "../../personalize/studio.ts"
import { type ModelOptions, repeated, type WorkspaceOptions, withModel, withWorkspace } from "../options.ts"
import { type Context, run } from "../run.ts"
import { readSettings, type SettingsOptions, withSettings } from "../settings.ts"
import { describeDevice, withStudio } from "../studio.ts"
import { columns, plural, section } from "../text.ts"
import { say } from "../voice.ts"

interface Options extends WorkspaceOptions, ModelOptions, SettingsOptions {
  items?: string
  all?: boolean
  personas: string
  variants: string
  name: string
  template?: string
  format?: string
  quality?: string
  channelSize?: string[]
  focus?: string
  background?: string
  approved?: boolean
  withRecipe?: boolean
  /** Commander turns --no-contact-sheet into this. */
  contactSheet: boolean
  dryRun?: boolean
  out: string
}

interface Result {
  /** In use, and why the others are not. */
  device: string
  /** As it was before the start. */
  estimate: Estimate
  /** Null when only the estimate was asked for. */
  report: ImageSetReport | null
}

export function addExport(program: Command): void {
  const command = withModel(withWorkspace(program.command("export")))
    .description(
      "make an image set: items × personas × variants, as files; the same line again goes on after a stop",
    )
    .option("--items <list>", "ids, by comma, or @file with one a line")
    .option("--all", "all items that the personas are about")
    .requiredOption("--personas <list>", "ids or names, by comma, or @file with one a line")
    .option("--variants <count>", "images of each item and persona", "1")
    .option("--approved", "take approved renders, and draw nothing")
    .option("--adapter <adapter>", "a fine-tuned adapter: its id, name or folder")
    .option("--name <name>", "what the contact sheet is headed", "Image set")
    .option(
      "--template <path>",
      "file names below --out, of {item} {title} {persona} {scenario} {size} {width} {height} {seed} {n} {ext} (default: {persona}/{item}-{size}-{n}.{ext})",
    )
    .addOption(new Option("--format <name>", "kind of image file").choices(formats).default("png"))
    .option("--quality <1-100>", "of JPEG, WebP and AVIF (default: 90)")
    .option(
      "--channel-size <size>",
      `${channelSizes.map(({ name }) => name).join(", ")}, or name=WIDTHxHEIGHT with :pad to keep the whole image; may be repeated (default: as drawn)`,
      repeated,
    )
    .option("--focus <x,y>", "where crops stay, as shares of width and height (default: 0.5,0.5)")
    .option("--background <#rrggbb>", "behind padded images (default: #ffffff)")
    .option("--with-recipe", "working copies, with the recipe inside")
    .option("--no-contact-sheet", "leave the contact sheet out")
    .option("--dry-run", "only tell what it would take")
    .requiredOption("--out <dir>", "folder for the files")
  withSettings(command, ["count"]).action(run(exportSet, describe))
}

async function exportSet({ signal, progress }: Context, options: Options): Promise<Result> {
  const settings = { ...readSettings(options), count: Number(options.variants) }
  const asked = readOptions(options)
  const personaNames = await readNames("--personas", options.personas)
  if ((options.items === undefined) === !options.all) throw usage("Name either --items or --all")
  const itemIds = options.items === undefined ? null : await readNames("--items", options.items)
  const out = resolve(options.out)

  return withStudio(options, async studio => {
    const personas = await Promise.all(personaNames.map(name => studio.workspace.findPersona(name)))
    const items = itemIds ? await knownItems(studio, itemIds) : await itemsFor(studio, personas)
    const set = checked({
      ...asked,
      items,
      personas: personas.map(({ id }) => id),
      settings: { ...scenarioSettings(studio.scenario(personas[0]!.scenario)), ...settings },
    })
    await prepareItems(studio, {
      signal,
      onProgress: (done, total) => progress.update("embedding", done, total),
    })
    const estimate = await estimateImageSet(studio, set, out)
    const device = describeDevice(studio.runtime)
    if (options.dryRun) return { device, estimate, report: null }
    checkEstimate(estimate, out)
    const report = await makeImageSet(new Session(studio), set, out, {
      signal,
      onProgress: (done, total) => progress.update("files", done, total),
    })
    return { device, estimate, report }
  })
}

const usage = (problem: string) => new StudioError("cli.usage", { problem, command: "iamg export" })

/** What doesn't need the workspace. Values are checked with the whole set, by its schema. */
function readOptions(options: Options): Omit<ImageSetInput, "items" | "personas" | "settings"> {
  const { name, template, format, quality, channelSize = [], focus, background } = options
  return {
    name,
    source: options.approved ? "approved" : "render",
    ...(template !== undefined && { template }),
    format: format as ImageSet["format"],
    ...(quality !== undefined && { quality: Number(quality) }),
    sizes: channelSize.map(readChannelSize),
    ...(focus !== undefined && { focus: readFocus(focus) }),
    ...(background !== undefined && { background }),
    copy: options.withRecipe ? "working" : "public",
    contactSheet: options.contactSheet,
  }
}

function readChannelSize(raw: string) {
  const known = channelSizes.find(({ name }) => name === raw)
  if (known) return known
  const [, name, width, height, pad] = /^([^=]+)=(\d+)[x×](\d+)(:pad)?$/i.exec(raw) ?? []
  if (name === undefined) {
    const names = channelSizes.map(size => size.name).join(", ")
    throw usage(
      `--channel-size is ${raw}, but must be ${names}, or name=WIDTHxHEIGHT or name=WIDTHxHEIGHT:pad`,
    )
  }
  return {
    name,
    width: Number(width),
    height: Number(height),
    fit: pad ? ("pad" as const) : ("crop" as const),
  }
}

function readFocus(raw: string): { x: number; y: number } {
  const [x, y, ...more] = raw.split(",").map(Number)
  if (x === undefined || y === undefined || more.length > 0)
    throw usage(`--focus is ${raw}, but must be like 0.5,0.3`)
  return { x, y }
}

/** Names by comma, or one a line from @file. */
async function readNames(flag: string, raw: string): Promise<string[]> {
  const text = raw.startsWith("@")
    ? await readFile(raw.slice(1), "utf8").catch(cause => {
        throw usage(`${flag} names ${raw.slice(1)}, which can't be read: ${cause.message}`)
      })
    : raw
  const names = text
    .split(raw.startsWith("@") ? /\r?\n/ : ",")
    .map(name => name.trim())
    .filter(name => name !== "")
  if (names.length === 0) throw usage(`${flag} names none`)
  return [...new Set(names)]
}

/** @throws StudioError catalog.unknown_item, with near matches */
async function knownItems({ workspace }: Studio, ids: readonly string[]): Promise<string[]> {
  const known = new Set((await workspace.itemsOf(ids)).map(({ id }) => id))
  const unknown = ids.find(id => !known.has(id))
  if (unknown !== undefined) await workspace.findItem(unknown)
  return [...ids]
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
}

function checked(input: ImageSetInput): ImageSet {
  const parsed = imageSetSchema.safeParse(input)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(issue => {
    const [part = "", setting = ""] = issue.path.map(String)
    const where = flagOf[`${part}.${setting}`] ?? flagOf[part] ?? `--${part}`
    return note("value.at", { where, problem: problemOfIssue(issue) })
  })
  throw new StudioError("settings.invalid", { problems })
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`

function describe({ device, estimate, report }: Result): string {
  const said = report ? describeReport(device, report) : describeEstimate(device, estimate)
  return [...said, ...estimate.warnings.map(say)].join("\n\n")
}

function describeEstimate(
  device: string,
  { files, toRender, seconds, bytes, freeBytes, names, collisions }: Estimate,
): string[] {
  const time =
    seconds === null ? "unknown until an image of this size was drawn here" : `about ${Math.ceil(seconds)} s`
  return [
    section(
      `${plural(files, "file")} to write`,
      columns([
        ["images to draw", `${toRender}`],
        ["device", device],
        ["time to draw", time],
        ["disk", `about ${megabytes(bytes)}${freeBytes === null ? "" : `, of ${megabytes(freeBytes)} free`}`],
      ]),
    ),
    section("File names, for example", names.join("\n")),
    ...(collisions.length > 0 ? [section("In the way", collisions.join("\n"))] : []),
  ]
}

function describeReport(
  device: string,
  { folder, files, rendered, reused, bytes, seconds, skipped }: ImageSetReport,
): string[] {
  return [
    section(
      `${plural(files, "file")} in ${folder}`,
      columns([
        ["images drawn", `${rendered}`],
        ["device", device],
        ["taken from renders", `${reused}`],
        ["size", megabytes(bytes)],
        ["time", `${seconds.toFixed(1)} s`],
      ]),
    ),
    ...(skipped.length > 0
      ? [
          section(
            "Left out",
            columns(skipped.map(({ item, persona, reason }) => [item, persona, say(reason)])),
          ),
        ]
      : []),
  ]
}
