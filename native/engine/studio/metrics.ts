/** What is measured of a generated image: against the original, and against what was asked for. */
import type { Metrics } from "../../contract/api/studio.ts"
import type { Recipe } from "../../contract/recipe.ts"
import { clipScores } from "../../evaluation/clip-score.ts"
import { sameCrop, structuralSimilarity } from "../../evaluation/ssim.ts"
import { type RawImage, readImage } from "../../models/image.ts"
import type { Studio } from "../../personalize/studio.ts"

/** LPIPS needs weights that don't ship: it stays null. */
export async function measure(studio: Studio, image: RawImage, recipe: Recipe): Promise<Metrics> {
  const original = await readImage(studio.workspace.imagePath(recipe.item.imageHash))
  const crop = await sameCrop(original, image.width, image.height)
  const ssim = await structuralSimilarity(image, crop)
  if (!studio.pack.has("clip_text") || !studio.pack.has("image_encoder"))
    return { ssim, clipText: null, clipPersona: null, lpips: null }
  const tags = recipe.interests.map(({ tag }) => tag)
  const [clipText, clipPersona] = await clipScores(studio.pipeline, image, [
    recipe.rewrite.text,
    tags.join(", "),
  ])
  return { ssim, clipText: clipText!, clipPersona: tags.length > 0 ? clipPersona! : null, lpips: null }
}
