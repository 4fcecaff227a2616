/**
 * Makes an image set: takes renders that are there, draws the others, cuts each to its sizes and writes the files. Run
 * again after a crash it draws and writes only what is missing. One image that can't be made doesn't stop the others.
 */
import { existsSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { isDeepStrictEqual } from "node:util"
import sharp from "sharp"
import type { OutputFolder } from "../../base/output-folder.ts"
import { hasOriginal, Originals } from "../../catalog/originals.ts"
import type { Render } from "../../catalog/render-store.ts"
import type { Workspace } from "../../catalog/workspace.ts"
import { isStudioError, reasonOf, StudioError } from "../../contract/errors.ts"
import type { Decision, HeldImage, ImageSet, ImageSetReport } from "../../contract/image-set.ts"
import type { Recipe } from "../../contract/recipe.ts"
import type { RawImage } from "../../models/image.ts"
import { wholeOf } from "../../personalize/place.ts"
import { coverAt, isProtected, laidOver } from "../../personalize/protect.ts"
import { pixelKey } from "../../personalize/recipe-key.ts"
import type { Session } from "../../personalize/session.ts"
import { settle } from "../../personalize/settings.ts"
import { openNamedUpscaler, refOf } from "../../personalize/upscalers.ts"
import type { Locale } from "../../words/locale.ts"
import { type Fields, fieldsOf } from "../layout/fields.ts"
import type { LoadedLayout } from "../layout/loaded.ts"
import { layoutsOf, shownBy } from "../layout/of-set.ts"
import { layOut } from "../layout/render.ts"
import { openOutput, writeInto } from "../write-file.ts"
import { encodeImage } from "../write-image.ts"
import { PicturesAhead } from "./ahead.ts"
import { Chooser, imageOf, picturesWanted, seedOf } from "./choose.ts"
import { upscaledSizes } from "./estimate.ts"
import {
  begin,
  finish,
  foundIn,
  keyOfImage,
  manifestNames,
  note,
  noteChoice,
  noteDecision,
  occupied,
  readJournal,
  sheetName,
  sweepLeftovers,
} from "./journal.ts"
import { type HeldEntry, heldEntry, type ManifestEntry, manifestEntry, writeManifest } from "./manifest.ts"
import { Overview } from "./overview.ts"
import { nullIfLost, type Picture, type PictureHooks, Pictures } from "./pictures.ts"
import { filesOfSeed, type PlannedFile, type PlannedImage, planImageSet } from "./plan.ts"
import { SetProgress } from "./progress.ts"
import { cutTo, enlargement, placementAt } from "./sizes.ts"

export interface ImageSetHooks extends PictureHooks {
  /** Files that are there so far, of all. */
  onProgress?: (done: number, total: number) => void
  /** All files are written and compared with the disk; only the mark of an unfinished set is still there. */
  onWritten?: (report: ImageSetReport) => void
  /** What a user decided about images that an earlier run held. */
  decisions?: readonly Decision[]
  /** Files were written before: a folder that isn't there now was lost, and isn't made again. */
  wasBegun?: boolean
  /** Language of the contact sheet; English when absent. */
  locale?: Locale | undefined
}

/** What concerns every image alike, so that going on is of no use: the user's wish, the drives, the model. */
export const endsAll = /^(job|export|workspace|runtime|pack|image_set|upscaler)\.|^farm\.(store_|queue_|no_)/

/** Files in the way that an error names, at most. */
const mostNamed = 20

/** @throws StudioError image_set.*, export.*, job.cancelled; files written until then are whole and stay */
export async function makeImageSet(
  session: Session,
  set: ImageSet,
  folder: string,
  hooks: ImageSetHooks = {},
): Promise<ImageSetReport> {
  const started = performance.now()
  const { studio, settings } = await settle(session.studio, set.settings)
  const { workspace } = studio
  const plan = await planImageSet(workspace, set, settings)
  const layouts = await layoutsOf(workspace, set)
  // Also when the set goes on: a logo that went missing meanwhile is not left out without a word.
  const problems = [...layouts.values()].flatMap(layout => layout.problems)
  if (problems.length > 0) throw new StudioError("layout.refused", { problems })
  const upscaler = set.upscaler === null ? null : await openNamedUpscaler(studio, set.upscaler)
  const names = plan.images.flatMap(({ files }) => files.map(({ name }) => name))
  const journal = await readJournal(studio, set, folder)
  const taken = journal ? plan.shared : [...plan.shared, ...(await occupied(folder, names))]
  if (taken.length > 0) throw new StudioError("image_set.collision", { names: taken.slice(0, mostNamed) })
  if (journal) {
    const chosen = plan.images.flatMap(planned =>
      candidateNames(set, planned, journal.choices.get(keyOfImage(imageOf(planned)))?.candidates ?? []),
    )
    await sweepLeftovers(folder, [...names, ...chosen], journal)
  } else if (names.length === 0) throw nothingMade(plan.skipped)
  if (hooks.wasBegun && !existsSync(folder)) throw new StudioError("export.folder_gone", { folder })
  const output = await openOutput(folder)
  const began = journal ?? (await begin(studio, set, output))
  const decisions = new Map(journal?.decisions)
  for (const decision of hooks.decisions ?? []) {
    const key = keyOfImage(decision)
    if (isDeepStrictEqual(decisions.get(key), decision)) continue
    await noteDecision(output, decision)
    decisions.set(key, decision)
  }

  const pictures = new Pictures(session, settings, began, hooks)
  const { elsewhere } = hooks
  const soFar = { set, choices: journal?.choices ?? new Map(), decisions }
  const progress = new SetProgress(studio, set, folder, journal !== null)
  const isThere = (planned: PlannedImage) => progress.has(planned)
  const wanted = picturesWanted(plan.images, soFar, isThere)
  const source = elsewhere
    ? new PicturesAhead(pictures, elsewhere, wanted, isThere, { signal: hooks.signal, whole: true })
    : pictures
  const chooser = new Chooser({
    ...soFar,
    pictures,
    source,
    keep: async (choice, planned) => {
      // Which candidate names the files is known only now.
      const there = await foundIn(folder, candidateNames(set, planned, choice.candidates))
      if (there.length > 0) throw new StudioError("image_set.collision", { names: there.slice(0, mostNamed) })
      await noteChoice(output, choice)
    },
  })
  const overview = new Overview()
  const originals = new Originals(workspace)
  const entries: ManifestEntry[] = []
  const skipped = [...plan.skipped]
  const held: HeldEntry[] = []
  let toWrite = names.length
  let shown = 0
  let reused = 0
  hooks.onProgress?.(0, toWrite)
  for (const planned of plan.images) {
    if (hooks.signal?.aborted) throw new StudioError("job.cancelled", { what: "image_set" })
    try {
      const seed = planned.render ? null : seedOf(planned, soFar)
      const before = seed === null ? null : progress.of(planned, seed)
      const outcome = before
        ? takenBefore(
            before,
            async () =>
              (await pictures.stored(before).catch(nullIfLost)) ?? source.of(withSeedOf(planned, before)),
          )
        : await chooser.of(planned)
      if (outcome.kind !== "taken") {
        if (outcome.kind === "held") held.push(heldEntry(planned, outcome.choice))
        toWrite -= planned.files.length
        hooks.onProgress?.(entries.length, toWrite)
        continue
      }
      const { picture } = outcome
      const key = await shownKey(workspace, picture.recipe)
      let enlarged: Promise<RawImage> | undefined
      const fields = layouts.size > 0 ? fieldsOf(planned.item, workspace.itemExtras(planned.item.id)) : {}
      for (const file of filesOfSeed(set, planned, picture.recipe.made.seed)) {
        const layout = file.size.layout === undefined ? null : layouts.get(file.size.layout)!
        const enlarges =
          upscaler && !picture.recipe.upscaler && enlargement(picture.size, file.size) > 1 ? upscaler : null
        const shows = [
          key,
          ...(enlarges ? [enlarges.hash] : []),
          ...(layout ? [shownBy(layout, fields)] : []),
        ].join("+")
        const recipe = {
          ...picture.recipe,
          ...(enlarges && { upscaler: refOf(enlarges) }),
          ...(layout && { layout: layout.ref }),
        }
        const isWritten = journal?.written.get(file.name) === shows
        const there = isWritten ? await written(output.pathOf(file.name), file, set) : null
        const larger = async () => {
          if (!enlarges) return picture.image()
          enlarged ??= picture.image().then(image => pictures.enlarged(image, enlarges.name))
          return enlarged
        }
        const shown = { size: picture.size, larger, recipe, layout, fields }
        const bytes = there ?? (await write(workspace, originals, output, shown, file, set))
        if (!there) await note(output, file.name, shows)
        entries.push(manifestEntry(planned, file, recipe, bytes))
        hooks.onProgress?.(entries.length, toWrite)
      }
      if (!planned.render) progress.note(planned, picture.render)
      if (set.contactSheet && overview.hasRoom) await overview.add(planned, await picture.image())
      shown++
      if (!picture.drawn) reused++
    } catch (error) {
      if (!isStudioError(error) || endsAll.test(error.code)) throw error
      const gap = { item: planned.item.id, persona: planned.persona.name, reason: reasonOf(error) }
      // What keeps one variant from being made mostly keeps the others: it is said once.
      if (!isDeepStrictEqual(gap, skipped.at(-1))) skipped.push(gap)
    }
  }

  const isEmpty = entries.length === 0
  if (isEmpty && held.length === 0) {
    await finish(folder)
    throw nothingMade(skipped)
  }
  await writeManifest(output, set, entries, held)
  const hasSheet = set.contactSheet && !isEmpty
  if (hasSheet) {
    const about = { title: set.name, images: shown, held: held.length, locale: hooks.locale ?? "en" }
    await overview.write(workspace, output, about)
  }
  await output.checkFiles([
    ...entries.map(({ file, bytes }) => ({ name: file, bytes })),
    ...[...manifestNames, ...(hasSheet ? [sheetName] : [])].map(name => ({ name })),
  ])
  const report = {
    folder,
    files: entries.length,
    rendered: pictures.drawn,
    reused,
    bytes: entries.reduce((sum, { bytes }) => sum + bytes, 0),
    seconds: (performance.now() - started) / 1000,
    upscaled: upscaledSizes(plan),
    held: held.length,
    skipped,
    moreSkipped: 0,
    warnings: pictures.warnings,
  }
  hooks.onWritten?.(report)
  await finishUnlessHeld(report)
  if (held.length === 0) progress.forget()
  return report
}

/** What the files of an image are called, whichever of the candidates is taken. */
const candidateNames = (
  set: ImageSet,
  planned: PlannedImage,
  candidates: HeldImage["candidates"],
): string[] => candidates.flatMap(({ seed }) => filesOfSeed(set, planned, seed).map(({ name }) => name))

/** A set whose images wait for a look goes on in its folder later. */
export const finishUnlessHeld = async ({ folder, held }: ImageSetReport): Promise<void> =>
  held === 0 && folder !== null ? finish(folder) : undefined

export const nothingMade = (skipped: ImageSetReport["skipped"]) =>
  new StudioError("image_set.nothing_made", {
    reason: skipped[0]?.reason ?? { code: "image_set.empty", details: {} },
  })

/** Of the drawn image, and of whether what it keeps comes from a larger picture of the item. */
async function shownKey(workspace: Workspace, recipe: Recipe): Promise<string> {
  const isLarger = isProtected(recipe) && (await hasOriginal(workspace, recipe.plan.item.imageHash))
  return isLarger ? `${pixelKey(recipe)}+larger` : pixelKey(recipe)
}

type Size = Picture["size"]

const withSeedOf = (planned: PlannedImage, { recipe }: Render): PlannedImage => ({
  ...planned,
  seed: recipe.made.seed,
})

/**
 * A picture that an earlier run of the set took: mostly its files are there, and its pixels aren't needed.
 *
 * @param open reads it, or makes it again where its file was damaged
 */
function takenBefore(
  { id, recipe }: Render,
  open: () => Promise<Picture>,
): { kind: "taken"; picture: Picture } {
  let read: Promise<RawImage> | undefined
  const image = () => {
    read ??= open().then(picture => picture.image())
    return read
  }
  return { kind: "taken", picture: { recipe, size: recipe.made, image, drawn: false, render: id } }
}

interface Shown extends Pick<Picture, "recipe"> {
  /** As it was drawn. */
  size: Size
  /** The image that a size is cut from: as it was drawn, or enlarged. */
  larger: () => Promise<RawImage>
  layout: LoadedLayout | null
  fields: Fields
}

/** What is protected comes from the item's own picture at that size, never from the drawn one enlarged. */
async function write(
  workspace: Workspace,
  originals: Originals,
  folder: OutputFolder,
  { size: drawn, larger, recipe, layout, fields }: Shown,
  { name, size }: PlannedFile,
  set: ImageSet,
): Promise<Uint8Array> {
  const placement = placementAt(drawn, size, set)
  const cut = await cutTo(await larger(), size, set)
  const original = isProtected(recipe) ? await originals.of(recipe.plan.item.imageHash) : null
  // The drawn image itself lies under its cover already, that of the workspace's picture.
  const isWhole = original === null && isDeepStrictEqual(placement, wholeOf(drawn))
  const cover = isWhole ? null : await coverAt(workspace, recipe, placement, original)
  const shown = laidOver(cut, cover)
  const bytes = await encodeImage(layout ? await layOut(shown, layout, fields) : shown, recipe, set)
  await writeInto(folder, name, bytes)
  return bytes
}

/** The bytes of a file that an earlier run wrote; null when it isn't there or isn't what it should be. */
async function written(
  path: string,
  { size }: PlannedFile,
  { format }: ImageSet,
): Promise<Uint8Array | null> {
  try {
    const bytes = await readFile(path)
    const found = await sharp(bytes).metadata()
    const isFormat = found.format === (format === "avif" ? "heif" : format)
    return isFormat && found.width === size.width && found.height === size.height ? bytes : null
  } catch {
    return null
  }
}
