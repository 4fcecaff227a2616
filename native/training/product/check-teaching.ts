/** The check before a product is taught: its pictures, its word, what it costs, and why it can't start. */
import { note } from "../../contract/codes/index.ts"
import { StudioError } from "../../contract/errors.ts"
import type { Note } from "../../contract/note.ts"
import { problemFrom } from "../../contract/problem.ts"
import { previewSettings } from "../../contract/settings.ts"
import {
  classText,
  fewestPictures,
  keepsClass,
  mostPictures,
  productText,
  type TeachingCheck,
  type TeachingSettings,
  teachingRows,
} from "../../contract/teaching.ts"
import { floatingPointOperations } from "../../graph/index.ts"
import { Networks } from "../../models/networks.ts"
import { tokenLimit } from "../../models/tokenizer.ts"
import type { Studio } from "../../personalize/studio.ts"
import { costOf, refusalsOfCost, type Work, weightsOnDisk } from "../cost.ts"
import { type FoundPictures, findPictures, type TaughtSource } from "./pictures.ts"
import { holdsOut, withHeldOut } from "./product-file.ts"
import { writeProductLoss } from "./product-loss.ts"
import { freshLora, taughtNumbers, writeLora } from "./start-lora.ts"
import { piecesOf, warningsOfWord } from "./word.ts"

/** @throws StudioError teaching.no_pictures, teaching.many_pictures, catalog.unknown_item; what `signal` was aborted with */
export async function checkTeaching(
  studio: Studio,
  settings: TeachingSettings,
  source: TaughtSource,
  signal?: AbortSignal,
): Promise<TeachingCheck> {
  return (await lookAtTeaching(studio, settings, source, signal)).check
}

/** The check, and the pictures that it found. */
export async function lookAtTeaching(
  studio: Studio,
  settings: TeachingSettings,
  source: TaughtSource,
  signal?: AbortSignal,
): Promise<{ check: TeachingCheck; found: FoundPictures }> {
  const { runtime, workspace, pipeline } = studio
  const found = await findPictures(workspace, source, signal)
  const { pictures, same, unreadable } = found
  const refusals = [
    ...refusalsOfPictures(found),
    ...refusalsOfTexts(studio, settings),
    ...(await refusalsOfPack(studio)),
  ]
  const product = withHeldOut(pictures)
  const cost = await costOf(
    studio,
    refusals.length === 0 ? await workOf(studio, settings, pictures.length) : null,
  )
  refusals.push(...refusalsOfCost(cost, workspace.dir))
  const check = {
    pictures: product.train.length,
    heldOut: holdsOut(product) ? product.heldOut.length : 0,
    same: same.slice(0, mostPictures),
    unreadable: unreadable.slice(0, mostPictures),
    pieces: piecesOf(pipeline.tokenizer, settings.word),
    text: productText(settings),
    classText: classText(settings),
    device: runtime.device,
    ...cost,
    warnings: [
      ...warningsOfPictures(studio, settings, found),
      ...(await warningsOfWord(studio, settings.word)),
    ],
    refusals: refusals.map(problemFrom),
  }
  if (!keepsClass(settings)) check.warnings.push(note("teaching.no_prior", {}))
  return { check, found }
}

function refusalsOfPictures({ pictures, same, unreadable }: FoundPictures): StudioError[] {
  const count = pictures.length
  if (count > mostPictures)
    return [new StudioError("teaching.many_pictures", { found: count, most: mostPictures })]
  if (count >= fewestPictures) return []
  const left = { same: same.length, unreadable: unreadable.length }
  return [new StudioError("teaching.few_pictures", { found: count, needed: fewestPictures, ...left })]
}

function refusalsOfTexts({ pipeline: { tokenizer } }: Studio, settings: TeachingSettings): StudioError[] {
  const refusals: StudioError[] = []
  const { word, class: kind } = settings
  if (kind.toLowerCase().split(/\s+/).includes(word.toLowerCase()))
    refusals.push(new StudioError("teaching.bad_word", { word }))
  const tokens = tokenizer.count(productText(settings))
  if (tokens > tokenLimit) refusals.push(new StudioError("teaching.long_text", { tokens, most: tokenLimit }))
  return refusals
}

async function refusalsOfPack({ pack, pipeline }: Studio): Promise<StudioError[]> {
  if (await pipeline.isInpainting()) return [new StudioError("training.inpainting", { pack: pack.name })]
  return (await pipeline.readsGuidance())
    ? [new StudioError("teaching.reads_guidance", { pack: pack.name })]
    : []
}

function warningsOfPictures(
  { pack: { nativeSize } }: Studio,
  { target }: TeachingSettings,
  { pictures, same, unreadable }: FoundPictures,
): Note[] {
  const warnings: Note[] = []
  const count = (of: (stored: FoundPictures["pictures"][number]["stored"]) => boolean) =>
    pictures.filter(({ stored }) => of(stored)).length
  if (same.length > 0) warnings.push(note("teaching.same_pictures", { count: same.length }))
  if (unreadable.length > 0) warnings.push(note("teaching.unreadable", { names: unreadable.slice(0, 5) }))
  const small = count(({ width, height }) => Math.max(width, height) < nativeSize)
  if (small > 0) warnings.push(note("teaching.small", { count: small, side: nativeSize }))
  const long = count(({ width, height }) => Math.max(width, height) > 1.5 * Math.min(width, height))
  if (target === "crop" && long > 0) warnings.push(note("teaching.cropped", { count: long }))
  const clear = count(({ opacity, treatment }) => opacity !== null || treatment === "grey")
  if (clear > 0) warnings.push(note("teaching.on_white", { count: clear }))
  if (pictures.length >= fewestPictures && !holdsOut(withHeldOut(pictures)))
    warnings.push(note("teaching.none_held_out", { pictures: pictures.length }))
  return warnings
}

/** A LoRA of the settings' rank has to lie in a file to be built: one of a rank is kept in the cache. */
async function workOf(studio: Studio, settings: TeachingSettings, pictures: number): Promise<Work> {
  const { pack, pipeline, workspace } = studio
  const { rank, alpha, convolutions, textEncoder, steps, microBatch, classPictures } = settings
  const targets = await new Networks(pack, null).loraTargets()
  const parts = [rank, ...(convolutions ? ["convolutions"] : []), ...(textEncoder ? ["text"] : [])].join("-")
  const file = `${workspace.cacheDir}/training/${pack.hash.slice(0, 16)}/lora-${parts}.safetensors`
  await writeLora(file, freshLora(targets, settings, 0), { rank, alpha, title: "", word: "", training: {} })
  const lora = { name: "fresh", hash: "0".repeat(64), file, isFewSteps: false }
  const networks = new Networks(pack, workspace.cacheDir, null, [lora])
  const side = pack.nativeSize / pipeline.pixelsPerLatent
  const write = (rows: number) => writeProductLoss(networks, { rows, height: side, width: side })
  const parameters = taughtNumbers(targets, settings)
  const drawn = keepsClass(settings) ? classPictures : 0
  const pass = floatingPointOperations((await write(1)).loss.graph)
  return {
    write,
    rows: teachingRows(settings),
    microBatch,
    steps,
    // A picture of the class: two rows a step.
    before: drawn * previewSettings.steps * 2 * pass,
    diskBytes: weightsOnDisk(4 * parameters, settings) + (pictures + drawn) * 3 * pack.nativeSize ** 2,
  }
}
