/**
 * Makes an image set: takes renders that are there, draws the others, cuts each to its sizes and writes the files. Run
 * again after a crash it draws and writes only what is missing. One image that can't be made doesn't stop the others.
 */
import { createHash } from "node:crypto"
import { readFile, stat } from "node:fs/promises"
import { join } from "node:path"
import { toCsv } from "../../catalog/csv.ts"
import { RenderStore } from "../../catalog/render-store.ts"
import { isStudioError, StudioError } from "../../contract/errors.ts"
import type { ImageSet, ImageSetReport } from "../../contract/image-set.ts"
import type { Recipe } from "../../contract/recipe.ts"
import { type RawImage, readImage, resizeImage } from "../../models/image.ts"
import { completeRecipe } from "../../personalize/complete-recipe.ts"
import { buildConditions } from "../../personalize/conditions.ts"
import { type DrawHooks, draw } from "../../personalize/draw.ts"
import { findSubject, type Plan, planPersonalization } from "../../personalize/plan.ts"
import { parseSettings, type SizedSettings, withinPack } from "../../personalize/settings.ts"
import type { Studio } from "../../personalize/studio.ts"
import { contactSheet } from "../contact-sheet.ts"
import { keepRender } from "../save-image.ts"
import { writeExport } from "../write-file.ts"
import { encodeImage } from "../write-image.ts"
import { checkNames, type PlannedImage, planImageSet } from "./plan.ts"
import { cutTo } from "./sizes.ts"

/** Images on the contact sheet: more would be too small to see. */
const mostOnSheet = 120

export interface ImageSetHooks extends DrawHooks {
  /** `resume` goes on with a folder that this set began; `fresh` refuses files that are there. */
  start: "fresh" | "resume"
  /** Files written so far, of all. */
  onProgress?: (done: number, total: number) => void
  /** How long drawing one image took, in seconds. */
  onDrawn?: (seconds: number) => void
}

/** One file as the manifest lists it. */
interface Entry {
  file: string
  item: string
  title: string
  persona: string
  variant: number
  seed: number
  lambda1: number
  lambda2: number
  H: number
  interests: string
  size: string
  width: number
  height: number
  upscaled: number | null
  bytes: number
  sha256: string
  digitalSourceType: "trainedAlgorithmicMedia"
}

/** @throws StudioError image_set.*, export.not_written, job.cancelled; files written until then are whole and stay */
export async function makeImageSet(
  studio: Studio,
  set: ImageSet,
  folder: string,
  hooks: ImageSetHooks,
): Promise<ImageSetReport> {
  const started = performance.now()
  const { settings } = withinPack(parseSettings(set.settings, studio.pack.nativeSize), studio.pipeline)
  const plan = await planImageSet(studio.workspace, set, settings)
  if (hooks.start === "fresh") checkNames(plan, folder)
  else if (plan.shared.length > 0) throw new StudioError("image_set.collision", { names: plan.shared })

  const total = plan.images.reduce((sum, { files }) => sum + files.length, 0)
  hooks.onProgress?.(0, total)
  const report: ImageSetReport = {
    folder,
    files: 0,
    rendered: 0,
    reused: 0,
    bytes: 0,
    seconds: 0,
    skipped: plan.skipped,
  }
  const maker = new Maker(studio, settings, hooks)
  const entries: Entry[] = []
  const shown: { image: PlannedImage; picture: RawImage }[] = []
  for (const image of plan.images) {
    if (hooks.signal?.aborted) throw new StudioError("job.cancelled", { what: "image set" })
    try {
      const { picture, recipe, drawn } = await maker.imageOf(image)
      report[drawn ? "rendered" : "reused"]++
      for (const file of image.files) {
        const path = join(folder, ...file.name.split("/"))
        if (hooks.start === "fresh" || !(await stat(path).catch(() => null)))
          await writeExport(path, await encodeImage(await cutTo(picture, file.size, set), recipe, set))
        entries.push(await entryOf(image, file, recipe, path))
        hooks.onProgress?.(entries.length, total)
      }
      if (set.contactSheet && shown.length < mostOnSheet)
        shown.push({ image, picture: await resizeImage(picture, ...thumbnail(picture)) })
    } catch (error) {
      // The drive and the user's wish concern all images; the rest concerns this one.
      if (!(error instanceof StudioError) || isStudioError(error, "job.cancelled")) throw error
      if (isStudioError(error, "export.not_written")) throw error
      report.skipped.push({ item: image.item.id, persona: image.persona.name, reason: error.message })
    }
  }
  if (entries.length === 0)
    throw new StudioError("image_set.nothing_made", { reason: report.skipped[0]?.reason ?? "it is empty" })
  await writeManifest(folder, set, entries)
  if (set.contactSheet) await writeSheet(studio, folder, set, shown)
  report.files = entries.length
  report.bytes = entries.reduce((sum, { bytes }) => sum + bytes, 0)
  report.seconds = (performance.now() - started) / 1000
  return report
}

/** Gives the pictures of a set, drawn or found. Images of one pair share their plan. */
class Maker {
  readonly #studio: Studio
  readonly #settings: SizedSettings
  readonly #hooks: ImageSetHooks
  #pair: { key: string; plan: Promise<Plan> } | null = null

  constructor(studio: Studio, settings: SizedSettings, hooks: ImageSetHooks) {
    this.#studio = studio
    this.#settings = settings
    this.#hooks = hooks
  }

  async imageOf(planned: PlannedImage): Promise<{ picture: RawImage; recipe: Recipe; drawn: boolean }> {
    const { workspace } = this.#studio
    const known = planned.render
    if (known) {
      const picture = await readImage(join(workspace.dir, known.path))
      return { picture, recipe: known.recipe, drawn: false }
    }
    const plan = await this.#planOf(planned)
    const recipe = completeRecipe(this.#studio, plan, { ...this.#settings, seed: planned.seed })
    const same = new RenderStore(workspace.state)
      .list({ item: planned.item.id, persona: planned.persona.id })
      .find(render => drawingOf(render.recipe) === drawingOf(recipe))
    if (same) {
      const picture = await readImage(join(workspace.dir, same.path)).catch(() => null)
      if (picture) return { picture, recipe: same.recipe, drawn: false }
    }
    const started = performance.now()
    const conditions = await buildConditions(this.#studio, recipe)
    const picture = await draw(this.#studio, recipe, conditions, this.#hooks)
    this.#hooks.onDrawn?.((performance.now() - started) / 1000)
    const of = { item: planned.item.id, persona: planned.persona.id, metrics: null }
    await keepRender(workspace, picture, recipe, of)
    return { picture, recipe, drawn: true }
  }

  #planOf({ item, persona }: PlannedImage): Promise<Plan> {
    const key = JSON.stringify([item.id, persona.id])
    if (this.#pair?.key !== key) {
      const plan = findSubject(this.#studio, item.id, persona.id, this.#settings).then(subject =>
        planPersonalization(this.#studio, subject, this.#settings),
      )
      this.#pair = { key, plan }
    }
    return this.#pair.plan
  }
}

/** What of a recipe decides the pixels. */
const drawingOf = ({ createdAt: _, app: __, ...recipe }: Recipe): string => JSON.stringify(recipe)

const thumbnail = ({ width, height }: RawImage): [number, number] => {
  const scale = Math.min(1, 256 / Math.max(width, height))
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))]
}

async function entryOf(
  { item, n }: PlannedImage,
  { name, size, enlargement }: PlannedImage["files"][number],
  recipe: Recipe,
  path: string,
): Promise<Entry> {
  const bytes = await readFile(path)
  return {
    file: name,
    item: item.id,
    title: item.title,
    persona: recipe.persona.pseudonym,
    variant: n,
    seed: recipe.seed,
    lambda1: recipe.lambda1,
    lambda2: recipe.lambda2,
    H: recipe.tagsUsed,
    interests: recipe.interests.map(({ tag }) => tag).join(", "),
    size: size.name,
    width: size.width,
    height: size.height,
    upscaled: enlargement > 1 ? Number(enlargement.toFixed(2)) : null,
    bytes: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    digitalSourceType: "trainedAlgorithmicMedia",
  }
}

async function writeManifest(folder: string, set: ImageSet, entries: readonly Entry[]): Promise<void> {
  const header = Object.keys(entries[0]!) as (keyof Entry)[]
  const rows = entries.map(entry => header.map(name => entry[name]))
  await writeExport(join(folder, "manifest.csv"), toCsv(header, rows))
  const { name, settings } = set
  await writeExport(
    join(folder, "manifest.json"),
    `${JSON.stringify({ name, settings, files: entries }, null, 2)}\n`,
  )
}

/** A row for each item and variant, a column for each persona. */
async function writeSheet(
  studio: Studio,
  folder: string,
  set: ImageSet,
  shown: readonly { image: PlannedImage; picture: RawImage }[],
): Promise<void> {
  const first = shown[0]
  if (!first) return
  const rowOf = ({ item, n }: PlannedImage) => `${item.id} · ${n}`
  const rows = [...new Set(shown.map(({ image }) => rowOf(image)))]
  const columns = [...new Set(shown.map(({ image }) => image.persona.name))]
  const cells = rows.map(row =>
    columns.map(
      column =>
        shown.find(({ image }) => rowOf(image) === row && image.persona.name === column)?.picture ?? null,
    ),
  )
  const original = await readImage(studio.workspace.imagePath(first.image.item.image))
  const subtitle = `${rows.length} × ${columns.length} images  ·  pack ${studio.pack.name}`
  const sheet = await contactSheet({ title: set.name, subtitle, original, columns, rows, cells })
  await writeExport(join(folder, "contact-sheet.png"), sheet)
}
