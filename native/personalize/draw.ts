/** The last part of the main road: sample latents with guidance (eq. 15) and decode them to pixels. */
import type { Recipe } from "../contract/recipe.ts"
import type { FloatTensor } from "../contract/tensor.ts"
import { type ConditionalRow, type Kept, type SampleHooks, sample } from "../diffusion/sample.ts"
import { imageFromPixels, type RawImage } from "../models/image.ts"
import type { DrawingStudio } from "./drawing-studio.ts"

/** Between two denoising steps: cancels, lets more urgent work go first, and reports the step. */
export type DrawHooks = Pick<SampleHooks, "signal" | "beforeStep" | "onStep">

/** What of the item's picture the drawing starts from, and what of it stays. */
export interface PictureConditions {
  /** Latents of the picture, where the settings start from it. */
  start: FloatTensor | null
  kept: Kept | null
  inpainting: FloatTensor | null
}

/** What of a recipe decides the drawing, once its conditions are built. */
export type DrawSource = Pick<Recipe, "settings" | "made">

/**
 * Draws one image.
 *
 * @throws StudioError job.cancelled
 */
export async function draw(
  studio: DrawingStudio,
  { settings, made }: DrawSource,
  conditions: ConditionalRow,
  { start, kept, inpainting }: PictureConditions,
  hooks: DrawHooks = {},
): Promise<RawImage> {
  const drawn = await sample(
    studio.pipeline,
    conditions,
    { ...settings, ...made },
    {
      ...hooks,
      original: start ? { latents: start, start: settings.start } : undefined,
      kept: kept ?? undefined,
      inpainting: inpainting ?? undefined,
    },
  )
  return imageFromPixels(await studio.pipeline.vaeDecode(drawn))
}
