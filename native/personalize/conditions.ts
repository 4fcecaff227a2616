/**
 * The middle of the main road: the conditions for the U-Net. T* → text states; the item's foreground → image tokens;
 * Φ and Ψ → interest embedding (eq. 10, 11). Built from a recipe's plan alone, so a replay walks the same road and
 * never retrieves again.
 */
import { greyOf, keptIn } from "../base/mask.ts"
import { concatRows } from "../base/tensor-rows.ts"
import { readOpacity } from "../catalog/cut-outs.ts"
import { unionOfMasks } from "../catalog/mask-store.ts"
import { itemText } from "../contract/catalog.ts"
import { StudioError } from "../contract/errors.ts"
import { isAsItIs, type Place } from "../contract/place.ts"
import { fusesInterest, type Neighbour, type Recipe, type RecipePlan } from "../contract/recipe.ts"
import { type FloatTensor, floatTensor } from "../contract/tensor.ts"
import type { ConditionalRow } from "../diffusion/sample.ts"
import { pixelsFromImage, type RawImage, readImage } from "../models/image.ts"
import { edgesHint, greyHint, pictureHint } from "../models/structure.ts"
import { hintUnshuffle } from "../models/unet-config.ts"
import type { DrawingStudio } from "./drawing-studio.ts"
import { sha256 } from "./hash.ts"
import { isInside, keptBox, placeImage, type Size, wholeOf, windowOn } from "./place.ts"

/**
 * Encodes T*, and fuses the neighbours into the interest embedding. Batch 1.
 *
 * @param image the item's tokens (`itemTokens`); null for a pack without an IP-Adapter
 */
export async function buildConditions(
  studio: DrawingStudio,
  recipe: Pick<Recipe, "settings" | "plan" | "made">,
  image: FloatTensor | null,
): Promise<ConditionalRow> {
  const { rewrite } = recipe.plan
  // The interest attention was trained on the text encoder as it is: it reads the states without any LoRA.
  const { states: own } = await studio.texts.of(rewrite.text)
  const text = await drawnText(studio, rewrite.text, recipe)
  if (!image) return { text }
  return fusesInterest(recipe)
    ? { text, image, interest: await attend(studio, own, recipe.plan) }
    : { text, image }
}

/** States of a text as the U-Net reads them, with what the recipe's LoRAs add: [1,77,d]. */
export const drawnText = async (
  { pipeline, texts }: DrawingStudio,
  text: string,
  { made }: Pick<Recipe, "made">,
): Promise<FloatTensor> => (await pipeline.promptStates(text, made.loras)) ?? (await texts.of(text)).states

/** image_proj of image_encoder of the item's foreground over white, [1,n,d]. */
export async function itemTokens(studio: DrawingStudio, plan: ItemPlan): Promise<FloatTensor> {
  const { pipeline } = studio
  const pixels = await pipeline.preprocess(await foregroundOf(studio, plan), plan.preprocessing.resize)
  return pipeline.imageTokens(await pipeline.encodeImage(pixels))
}

/**
 * The hint of structure, [1,3,8h,8w] for latents of h × w: the user's picture, or what is made of the item's foreground over
 * white or of its whole picture.
 *
 * @throws StudioError image.unreadable
 */
export async function structureHint(
  studio: DrawingStudio,
  { settings, plan, made }: Pick<Recipe, "settings" | "plan" | "made">,
): Promise<FloatTensor> {
  const { structureKind: kind, structureHint: own } = settings
  const picture = own
    ? await readImage(studio.workspace.imagePath(own))
    : await (settings.structureOf === "whole" ? pictureOf : foregroundOf)(studio, plan)
  const scale = hintUnshuffle / studio.pipeline.pixelsPerLatent // 1 in all of Stable Diffusion's family
  const frame = { width: scale * made.width, height: scale * made.height }
  const placed = await placeImage(picture, frame, settings)
  const { edgeThresholds } = studio.pack.manifest
  const hint =
    kind !== "edges" ? pictureHint(placed) : own ? greyHint(placed) : edgesHint(placed, edgeThresholds)
  // New area has no outlines yet; only a tile, which is a picture, goes on there.
  if (kind !== "tile" && !isAsItIs(settings)) blankOutside(hint, picture, frame, settings)
  return hint
}

/** Black where a frame reaches beyond a picture, and along the picture's edges. */
function blankOutside({ data }: FloatTensor, picture: Size, frame: Size, place: Place): void {
  const box = keptBox(picture, wholeOf(frame), place)
  const { width, height } = frame
  for (let at = 0; at < data.length; at++) {
    const pixel = at % (width * height)
    if (!isInside(box, pixel % width, Math.floor(pixel / width))) data[at] = 0
  }
}

/** Latents of the item's picture, as it lies in the frame: [1,c,h,w], the mean times the VAE's scaling factor. */
export async function originalLatents(
  studio: DrawingStudio,
  { settings, plan, made }: Placed,
): Promise<FloatTensor> {
  const { pipeline } = studio
  const picture = await placeImage(await pictureOf(studio, plan), made, settings)
  const { mean } = await pipeline.vaeEncode(pixelsFromImage(picture))
  return { ...mean, data: mean.data.map(x => x * pipeline.scalingFactor) }
}

/**
 * For each latent whether anything of its square is protected, 1 or 0, [h·w]: so thin letters survive.
 *
 * @throws StudioError mask.file_gone, place.nothing_kept
 */
export async function keptCells(studio: DrawingStudio, recipe: Placed): Promise<Uint8Array> {
  return cellsOf(await keptPixels(studio, recipe), recipe, studio.pipeline.pixelsPerLatent)
}

/** @param side of a latent's square, in pixels */
function cellsOf(kept: Uint8Array, { plan, made: { width } }: Placed, side: number): Uint8Array {
  // The ground of a cut-out would stay around it: there a latent is kept where all of its square is.
  const needed = plan.preprocessing.foreground === "own" ? side ** 2 : 1
  const across = width / side
  const counts = new Uint16Array(kept.length / side ** 2)
  for (const [at, isKept] of kept.entries())
    if (isKept) counts[Math.floor(at / width / side) * across + Math.floor((at % width) / side)]!++
  return Uint8Array.from(counts, count => (count >= needed ? 1 : 0))
}

/** Which pixels of the drawn size are protected, [height·width]. */
async function keptPixels(studio: DrawingStudio, { settings, plan, made }: Placed): Promise<Uint8Array> {
  const { item, masks } = plan
  const frame = wholeOf(made)
  let kept: Uint8Array = new Uint8Array(made.width * made.height)
  if (masks.length > 0) {
    const mask = await unionOfMasks(studio.workspace, item.id, masks)
    kept = keptIn(mask, windowOn(mask, frame, settings))
    if (!kept.includes(1)) throw new StudioError("place.nothing_kept", { item: item.id })
  }
  if (settings.protectWhole) {
    const box = keptBox(await pictureOf(studio, plan), frame, settings)
    for (let at = 0; at < kept.length; at++)
      if (isInside(box, at % made.width, Math.floor(at / made.width))) kept[at] = 1
  }
  const { opacity } = plan.preprocessing
  if (opacity !== undefined) {
    const mask = await readOpacity(studio.workspace, item.id, opacity)
    const seen = await placeImage(greyOf(mask), made, settings)
    for (let at = 0; at < kept.length; at++) if (seen.data[at * 3]! < opaque) kept[at] = 0
  }
  return kept
}

/** From this opacity on a pixel shows nothing of the ground of a cut-out that one could see. */
const opaque = 250

/**
 * What a U-Net reads that fills in a part of a picture, [1,c+1,h,w]: 1 where it draws, and the latents of the picture, which
 * is 0 in −1…1 where nothing is protected. Without masks it draws everything.
 */
export async function inpaintingChannels(studio: DrawingStudio, recipe: Placed): Promise<FloatTensor> {
  const { pipeline } = studio
  const picture = await pictureOf(studio, recipe.plan)
  const pixels = pixelsFromImage(await placeImage(picture, recipe.made, recipe.settings))
  const kept = await keptPixels(studio, recipe)
  for (let at = 0; at < pixels.data.length; at++) if (!kept[at % kept.length]) pixels.data[at] = 0
  const { mean } = await pipeline.vaeEncode(pixels)
  const cells = cellsOf(kept, recipe, pipeline.pixelsPerLatent)
  const [, channels, rows, columns] = mean.shape as [number, number, number, number]
  const inputs = floatTensor([1, channels + 1, rows, columns])
  inputs.data.set(Float32Array.from(cells, kept => 1 - kept))
  inputs.data.set(
    mean.data.map(x => x * pipeline.scalingFactor),
    cells.length,
  )
  return inputs
}

/** What of a recipe decides where the item's picture lies, and what of it is kept. */
type Placed = Pick<Recipe, "settings" | "plan" | "made">

type ItemPlan = Pick<RecipePlan, "item" | "preprocessing">

const pictureOf = ({ workspace }: DrawingStudio, { item }: ItemPlan): Promise<RawImage> =>
  readImage(workspace.imagePath(item.imageHash))

async function foregroundOf(studio: DrawingStudio, plan: ItemPlan): Promise<RawImage> {
  const picture = await pictureOf(studio, plan)
  return plan.preprocessing.foreground === "network" ? studio.pipeline.foreground(picture) : picture
}

/** z̃ = A(A(z*_text, Φ), Ψ): eq. 10, then eq. 11. */
async function attend(studio: DrawingStudio, text: FloatTensor, plan: RecipePlan): Promise<FloatTensor> {
  const { pipeline } = studio
  const texts = await Promise.all(plan.textNeighbours.map(neighbour => neighbourText(studio, neighbour)))
  const encodings = await Promise.all(texts.map(words => studio.texts.of(words)))
  const states = concatRows(encodings.map(encoding => encoding.states))
  const tokens = await neighbourTokens(studio, plan.imageNeighbours)
  return pipeline.interest(text, withBatch(states), withBatch(tokens))
}

/** The neighbour's text, if it is still the one in the recipe. */
async function neighbourText(studio: DrawingStudio, { id, hash }: Neighbour): Promise<string> {
  const item = await studio.workspace.findItem(id)
  const text = itemText(item)
  if (sha256(text) !== hash) throw new StudioError("recipe.neighbour_changed", { id, what: "text" })
  return text
}

/** image_proj of each neighbour's embedding, [K,n,d]. */
async function neighbourTokens(
  studio: DrawingStudio,
  neighbours: readonly Neighbour[],
): Promise<FloatTensor> {
  const { pipeline, workspace } = studio
  const embeddings = await studio.pool.vectors(
    neighbours.map(neighbour => neighbour.id),
    "image",
  )
  for (const { id, hash } of neighbours) {
    const item = await workspace.findItem(id)
    if (item.image !== hash) throw new StudioError("recipe.neighbour_changed", { id, what: "image" })
  }
  return pipeline.imageTokens(
    concatRows(embeddings.map(data => ({ dtype: "float32", shape: [1, data.length], data }))),
  )
}

/** [K, …] as [1, K, …]. */
const withBatch = (tensor: FloatTensor): FloatTensor => ({ ...tensor, shape: [1, ...tensor.shape] })
