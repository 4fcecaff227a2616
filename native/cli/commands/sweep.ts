/** `iamg sweep`: one item, one persona, a grid over λ1, λ2 and H; a contact sheet and a CSV of what came out. */
import { join, relative, resolve } from "node:path"
import type { Command } from "commander"
import { toCsv } from "../../catalog/csv.ts"
import { itemText } from "../../contract/catalog.ts"
import { StudioError } from "../../contract/errors.ts"
import type { SettingsInput } from "../../contract/settings.ts"
import { clipScore } from "../../evaluation/clip-score.ts"
import { structuralSimilarity } from "../../evaluation/ssim.ts"
import { contactSheet } from "../../exporting/contact-sheet.ts"
import { saveImage } from "../../exporting/save-image.ts"
import { writeExport } from "../../exporting/write-file.ts"
import { coverImage, type RawImage } from "../../models/image.ts"
import { personalize } from "../../personalize/personalize.ts"
import { prepareItems } from "../../personalize/prepare.ts"
import type { Studio } from "../../personalize/studio.ts"
import { type ModelOptions, type WorkspaceOptions, withModel, withWorkspace } from "../options.ts"
import { type Context, run } from "../run.ts"
import { readList, readSettings, type SettingsOptions, withSettings } from "../settings.ts"
import { describeDevice, withStudio } from "../studio.ts"
import { columns, plural, section } from "../text.ts"

interface Options
  extends WorkspaceOptions,
    ModelOptions,
    Omit<SettingsOptions, "lambda1" | "lambda2" | "tags"> {
  item: string
  persona: string
  lambda1: string
  lambda2: string
  tags?: string
  out: string
}

/** One image of the grid. */
interface Cell {
  lambda1: number
  lambda2: number
  /** H */
  tags: number
  seed: number
  seconds: number
  /** Against the original under the same crop. */
  ssim: number
  /** Against the item's text; null when the pack has no CLIP pair. */
  clip: number | null
  file: string
}

interface Result {
  device: string
  cells: Cell[]
  contactSheet: string
  csv: string
}

const maxImages = 1000

export function addSweep(program: Command): void {
  const command = withModel(withWorkspace(program.command("sweep")))
    .description("make a grid of images over λ1, λ2 and H, with a contact sheet and a CSV")
    .requiredOption("--item <id>", "the item")
    .requiredOption("--persona <id>", "id or name of the persona")
    .option("--lambda1 <list>", "values of λ1, e.g. 0.5,1,1.5", "1")
    .option("--lambda2 <list>", "values of λ2", "0,0.1,0.2,0.4")
    .option("--tags <list>", "values of H (default: the scenario's)")
    .option("--adapter <adapter>", "a fine-tuned adapter: its id, name or folder")
    .requiredOption("--out <dir>", "folder for the images, contact-sheet.png and sweep.csv")
  withSettings(command, ["lambda1", "lambda2", "tags"]).action(run(sweep, describe))
}

async function sweep({ signal, progress }: Context, options: Options): Promise<Result> {
  const { lambda1, lambda2, tags, ...others } = options
  const lambda1s = readList("lambda1", "--lambda1", lambda1)
  const lambda2s = readList("lambda2", "--lambda2", lambda2)
  const chosenTags = tags === undefined ? null : readList("tags", "--tags", tags)
  const settings: SettingsInput = { count: 1, ...readSettings(others) }
  const images = lambda1s.length * lambda2s.length * (chosenTags?.length ?? 1) * settings.count!
  if (images > maxImages) {
    throw new StudioError("settings.invalid", {
      problems: [`the grid has ${images} images, more than ${maxImages}`],
    })
  }
  const out = resolve(options.out)

  return withStudio(options, async studio => {
    await prepareItems(studio, {
      signal,
      onProgress: (done, total) => progress.update("embedding", done, total),
    })
    const { defaultTags, defaultHistory } = studio.scenario(
      (await studio.workspace.findItem(options.item)).scenario,
    )
    const grid = new Grid(studio, out)
    for (const tagsUsed of chosenTags ?? [defaultTags]) {
      for (const own1 of lambda1s) {
        for (const own2 of lambda2s) {
          const point = { history: defaultHistory, ...settings, tags: tagsUsed, lambda1: own1, lambda2: own2 }
          const request = { item: options.item, persona: options.persona, settings: point }
          await grid.add(await personalize(studio, request, { signal }))
          progress.update("drawing", grid.cells.length, images)
        }
      }
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
  readonly #out: string
  #last: Made | undefined

  constructor(studio: Studio, out: string) {
    this.#studio = studio
    this.#out = out
  }

  async add(made: Made): Promise<void> {
    this.#last = made
    const { pipeline, pack } = this.#studio
    for (const { image, recipe, seconds } of made.images) {
      const { lambda1, lambda2, tagsUsed, seed } = recipe
      const folder = join(this.#out, `h${tagsUsed}-l1_${lambda1}-l2_${lambda2}`)
      this.#pictures.push(image)
      this.cells.push({
        lambda1,
        lambda2,
        tags: tagsUsed,
        seed,
        seconds,
        ssim: await structuralSimilarity(image, await coverImage(made.original, image.width, image.height)),
        clip: pack.has("clip_text") ? await clipScore(pipeline, image, itemText(made.item)) : null,
        file: await saveImage(folder, image, recipe),
      })
    }
  }

  /** Writes the contact sheet (rows H and λ1, columns λ2 and seed) and the CSV. */
  async finish(): Promise<Result> {
    const { item, original, recipe } = this.#last!
    const rowOf = ({ tags, lambda1 }: Cell) => `H = ${tags}   λ1 = ${lambda1}`
    const columnOf = ({ lambda2, seed }: Cell) => `λ2 = ${lambda2}   seed ${seed}`
    const rows = [...new Set(this.cells.map(rowOf))]
    const cols = [...new Set(this.cells.map(columnOf))]
    const cells = rows.map(row =>
      cols.map(column => {
        const index = this.cells.findIndex(cell => rowOf(cell) === row && columnOf(cell) === column)
        return this.#pictures[index] ?? null
      }),
    )
    const csv = join(this.#out, "sweep.csv")
    await writeExport(csv, this.#csv())
    const sheet = join(this.#out, "contact-sheet.png")
    const subtitle = `Personalised for ${recipe.persona.pseudonym}  ·  ${recipe.scheduler}, ${recipe.steps} steps, guidance ${recipe.guidance}  ·  pack ${recipe.pack.name}`
    const picture = await contactSheet({ title: item.title, subtitle, original, columns: cols, rows, cells })
    await writeExport(sheet, picture)
    return { device: describeDevice(this.#studio.runtime), cells: this.cells, contactSheet: sheet, csv }
  }

  #csv(): string {
    const header = ["lambda1", "lambda2", "H", "seed", "seconds", "SSIM", "CLIP score", "file"]
    const rows = this.cells.map(cell => [
      cell.lambda1,
      cell.lambda2,
      cell.tags,
      cell.seed,
      rounded(cell.seconds),
      rounded(cell.ssim),
      cell.clip === null ? null : rounded(cell.clip),
      relative(this.#out, cell.file),
    ])
    return toCsv(header, rows)
  }
}

const rounded = (value: number): number => Number(value.toFixed(4))

function describe({ device, cells, contactSheet, csv }: Result): string {
  const header = ["λ1", "λ2", "H", "seed", "seconds", "SSIM", "CLIP"]
  const rows = cells.map(cell => [
    `${cell.lambda1}`,
    `${cell.lambda2}`,
    `${cell.tags}`,
    `${cell.seed}`,
    cell.seconds.toFixed(2),
    cell.ssim.toFixed(3),
    cell.clip?.toFixed(3) ?? "–",
  ])
  return [
    section(`${plural(cells.length, "image")} on ${device}`, columns([header, ...rows])),
    section(
      "Files",
      columns([
        ["contact sheet", contactSheet],
        ["CSV", csv],
      ]),
    ),
  ].join("\n\n")
}
