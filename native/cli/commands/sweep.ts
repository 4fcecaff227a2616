/** `iamg sweep`: one item, one persona, a grid over settings; a contact sheet and a CSV of what came out. */
import { join, relative, resolve } from "node:path"
import type { Command } from "commander"
import type { OutputFolder } from "../../base/output-folder.ts"
import { fileCell, toCsv } from "../../catalog/csv.ts"
import { itemText } from "../../contract/catalog.ts"
import { note } from "../../contract/codes/index.ts"
import type { Note } from "../../contract/note.ts"
import { scenarioSettings } from "../../contract/scenario.ts"
import type { SettingsInput } from "../../contract/settings.ts"
import { type SweepName, settingEntry, sweepNames } from "../../contract/settings-table.ts"
import { pointsOf, type SweepAxis, type SweepPoint } from "../../contract/sweep.ts"
import { contactSheet, sweepSubtitle } from "../../exporting/contact-sheet.ts"
import { saveBeside, saveImage } from "../../exporting/save-image.ts"
import { openOutput } from "../../exporting/write-file.ts"
import { clipScore } from "../../measures/clip-score.ts"
import { structuralSimilarity } from "../../measures/ssim.ts"
import type { RawImage } from "../../models/image.ts"
import { personalize } from "../../personalize/personalize.ts"
import { comparable } from "../../personalize/place.ts"
import { prepareItems } from "../../personalize/prepare.ts"
import { Session } from "../../personalize/session.ts"
import type { Studio } from "../../personalize/studio.ts"
import { refuseIfAny } from "../flags.ts"
import { type ModelOptions, type WorkspaceOptions, withModel, withWorkspace } from "../options.ts"
import { type Context, run } from "../run.ts"
import {
  readSweptSettings,
  type SettingsOptions,
  shortName,
  valueText,
  withSweptSettings,
} from "../settings.ts"
import { type DeviceInUse, describeDevice, deviceInUse, keepHint, withStudio } from "../studio.ts"
import { columns, section } from "../text.ts"
import { help, localeInUse, numberText, say, text } from "../voice.ts"

interface Options extends WorkspaceOptions, ModelOptions, SettingsOptions {
  item: string
  persona: string
  hint?: string
  out: string
}

/** What the grid is over when nothing else is asked for, the last innermost. H starts as the scenario's. */
const usual = ["tags", "lambda1", "lambda2"] as const satisfies SweepName[]
const usualLists = { lambda1: "1", lambda2: "0,0.1,0.2,0.4" }
/** One image a cell. */
const usualSingle = { count: 1 }

/** One image of the grid, with what the swept settings are. */
type Cell = SweepPoint & {
  seed: number
  seconds: number
  /** Against the original under the same crop. */
  ssim: number
  /** Against the item's text; null when the pack has no CLIP pair. */
  clip: number | null
  file: string
}

interface Result extends DeviceInUse {
  /** What was swept. */
  names: SweepName[]
  cells: Cell[]
  contactSheet: string
  csv: string
  /** Of all cells, each once. */
  warnings: Note[]
}

const maxImages = 1000
const csvName = "sweep.csv"
const sheetName = "contact-sheet.png"

export function addSweep(program: Command): void {
  const command = withModel(withWorkspace(program.command("sweep")))
    .description(help("sweep.about"))
    .requiredOption("--item <id>", help("common.item"))
    .requiredOption("--persona <id>", help("common.persona"))
    .option("--adapter <adapter>", help("common.adapter"))
    .option("--hint <file>", help("common.hint"))
    .requiredOption("--out <dir>", help("sweep.out"))
  withSweptSettings(command, usualLists, usualSingle).action(run(sweep, describe))
}

async function sweep({ signal, progress }: Context, options: Options): Promise<Result> {
  const { lists, settings } = readSweptSettings(options, usual)
  const given: SettingsInput = { ...usualSingle, ...settings }
  const images = Object.values(lists).reduce((product, { length }) => product * length, given.count!)
  if (images > maxImages) refuseIfAny([note("cli.large_grid", { images, most: maxImages })])
  const out = resolve(options.out)

  return withStudio(options, async studio => {
    await prepareItems(studio, {
      signal,
      onProgress: (done, total) => progress.update(text("progress.embedding"), done, total),
    })
    const { scenario } = await studio.workspace.findItem(options.item)
    const start = scenarioSettings(studio.scenario(scenario))
    const others = sweepNames.filter(name => lists[name] && !usual.some(one => one === name))
    const axes = [...others, ...usual].map(setting => ({
      setting,
      values: lists[setting] ?? [start[setting as "tags"]!],
    }))
    const hint = await keepHint(studio, options)
    const session = new Session(studio)
    const grid = new Grid(studio, await openOutput(out), axes)
    for (const point of pointsOf(axes)) {
      const request = {
        item: options.item,
        persona: options.persona,
        settings: { ...start, ...given, ...hint, ...point },
      }
      await grid.add(await personalize(session, request, { signal }), point)
      progress.update(text("progress.drawing"), grid.cells.length, images)
    }
    return grid.finish()
  })
}

type Made = Awaited<ReturnType<typeof personalize>>

/** Collects the images as they come, on disk as soon as they are there. */
class Grid {
  readonly cells: Cell[] = []
  readonly #pictures: RawImage[] = []
  readonly #studio: Studio
  readonly #out: OutputFolder
  /** What is swept, the last innermost. */
  readonly #names: readonly SweepName[]
  /** What the columns of the contact sheet are for: the innermost setting that takes several values. */
  readonly #column: SweepName
  readonly #warnings = new Map<string, Note>()
  #last: Made | undefined

  constructor(studio: Studio, out: OutputFolder, axes: readonly SweepAxis[]) {
    this.#studio = studio
    this.#out = out
    this.#names = axes.map(({ setting }) => setting)
    const { setting } = axes.findLast(({ values }) => values.length > 1) ?? axes.at(-1)!
    this.#column = setting
  }

  async add(made: Made, asked: SweepPoint): Promise<void> {
    this.#last = made
    for (const warning of made.warnings) this.#warnings.set(JSON.stringify(warning), warning)
    const { pipeline, pack } = this.#studio
    for (const { image, recipe, seconds } of made.images) {
      // As it was drawn: a pack may not be able to follow what was asked for. The strength of all LoRAs is a part of each one's.
      const drawn = { ...asked, ...recipe.settings }
      await this.#out.check()
      const point: SweepPoint = Object.fromEntries(this.#names.map(name => [name, drawn[name]]))
      this.#pictures.push(image)
      this.cells.push({
        ...point,
        seed: recipe.made.seed,
        seconds,
        ssim: await structuralSimilarity(...(await comparable(image, made.original, recipe.settings))),
        clip: pack.has("clip_text") ? await clipScore(pipeline, image, itemText(made.item)) : null,
        file: await saveImage(join(this.#out.path, folderOf(point)), image, recipe),
      })
    }
  }

  /** Writes the contact sheet and the CSV. */
  async finish(): Promise<Result> {
    const { item, original, recipe } = this.#last!
    const said = (cell: Cell, name: SweepName) => `${shortName(name)} = ${valueText(name, cell[name])}`
    const rowNames = this.#names.filter(name => name !== this.#column)
    const rowOf = (cell: Cell) => rowNames.map(name => said(cell, name)).join("   ")
    const columnOf = (cell: Cell) =>
      `${said(cell, this.#column)}   ${text("personalize.seed", { seed: `${cell.seed}` })}`
    const rows = [...new Set(this.cells.map(rowOf))]
    const cols = [...new Set(this.cells.map(columnOf))]
    const cells = rows.map(row =>
      cols.map(column => {
        const index = this.cells.findIndex(cell => rowOf(cell) === row && columnOf(cell) === column)
        return this.#pictures[index] ?? null
      }),
    )
    const locale = localeInUse()
    const picture = await contactSheet({
      title: item.title,
      subtitle: sweepSubtitle(recipe, locale),
      original,
      columns: cols,
      rows,
      cells,
      locale,
    })
    await this.#out.check()
    const csv = await saveBeside(this.#out.pathOf(csvName), this.#csv())
    const sheet = await saveBeside(this.#out.pathOf(sheetName), picture)
    const written = [...this.cells.map(({ file }) => file), csv, sheet]
    await this.#out.checkFiles(written.map(file => ({ name: this.#nameOf(file) })))
    const { cells: made } = this
    return {
      ...deviceInUse(this.#studio.runtime),
      names: inTableOrder(this.#names),
      cells: made,
      contactSheet: sheet,
      csv,
      warnings: [...this.#warnings.values()],
    }
  }

  /** As in the CSV and on every system. */
  #nameOf(file: string): string {
    return relative(this.#out.path, file).replaceAll("\\", "/")
  }

  #csv(): string {
    const names = inTableOrder(this.#names)
    const header = [...names.map(columnName), "seed", "seconds", "SSIM", "CLIP score", "file"]
    const rows = this.cells.map(cell => [
      ...names.map(name => String(cell[name])),
      cell.seed,
      rounded(cell.seconds),
      rounded(cell.ssim),
      cell.clip === null ? null : rounded(cell.clip),
      fileCell(this.#nameOf(cell.file)),
    ])
    return toCsv(header, rows)
  }
}

const inTableOrder = (names: readonly SweepName[]) => sweepNames.filter(name => names.includes(name))

/** As in the CSV: the paper's own letter where every program reads it. */
const columnName = (name: SweepName): string => {
  const { symbol } = settingEntry(name)
  return symbol && /^[A-Za-z]$/.test(symbol) ? symbol : name
}

/** The folder of a cell: `h8-l1_1-l2_0.2`, with `-guidance_3` and the like behind it. */
function folderOf({ tags, lambda1, lambda2, ...others }: SweepPoint): string {
  const more = Object.entries(others).map(([name, value]) => `${name}_${value}`)
  return [`h${tags}-l1_${lambda1}-l2_${lambda2}`, ...more].join("-")
}

const rounded = (value: number): number => Number(value.toFixed(4))

function describe(result: Result): string {
  const { names, cells, contactSheet, csv, warnings } = result
  const header = [...names.map(shortName), text("sweep.seed"), text("sweep.seconds"), "SSIM", "CLIP"]
  const rows = cells.map(cell => [
    ...names.map(name => valueText(name, cell[name])),
    `${cell.seed}`,
    numberText(cell.seconds, 2),
    numberText(cell.ssim, 3),
    cell.clip === null ? "–" : numberText(cell.clip, 3),
  ])
  return [
    section(
      text("sweep.title", { count: cells.length, device: describeDevice(result) }),
      columns([header, ...rows]),
    ),
    ...warnings.map(say),
    section(
      text("common.files"),
      columns([
        [text("sweep.sheet"), contactSheet],
        [text("sweep.csv"), csv],
      ]),
    ),
  ].join("\n\n")
}
