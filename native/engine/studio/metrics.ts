/** The metrics of a generated image: against the original, the text and the persona's tags. */
import { memoized } from "../../base/memo.ts"
import type { Metrics } from "../../contract/api/studio.ts"
import { note } from "../../contract/codes/index.ts"
import { reasonOf } from "../../contract/errors.ts"
import type { Note } from "../../contract/note.ts"
import type { Recipe } from "../../contract/recipe.ts"
import { findLpips, type Lpips } from "../../evaluation/lpips.ts"
import { clipScores } from "../../measures/clip-score.ts"
import { structuralSimilarity } from "../../measures/ssim.ts"
import { type RawImage, readImage } from "../../models/image.ts"
import { comparable } from "../../personalize/place.ts"
import type { Studio } from "../../personalize/studio.ts"
import type { Runtime } from "../../runtime/runtime.ts"

/** LPIPS needs weights that don't ship: without the user's it stays null. */
export async function measure(studio: Studio, image: RawImage, recipe: Recipe): Promise<Metrics> {
  const original = await readImage(studio.workspace.imagePath(recipe.plan.item.imageHash))
  const [drawn, crop] = await comparable(image, original, recipe.settings)
  const ssim = await structuralSimilarity(drawn, crop)
  const perceptual = await lpipsOf(studio).catch(() => null) // why is among the warnings
  const lpips = perceptual && (await perceptual.distance(drawn, crop))
  if (!studio.pack.has("clip_text") || !studio.pack.has("image_encoder"))
    return { ssim, clipText: null, clipPersona: null, lpips }
  const tags = recipe.plan.interests.map(({ tag }) => tag)
  const [clipText, clipPersona] = await clipScores(studio.pipeline, image, [
    recipe.plan.rewrite.text,
    tags.join(", "),
  ])
  return { ssim, clipText: clipText!, clipPersona: tags.length > 0 ? clipPersona! : null, lpips }
}

/** Warns of LPIPS weights that can't be used. */
export const measureWarnings = async (studio: Studio): Promise<Note[]> =>
  lpipsOf(studio).then(
    () => [],
    error => [note("evaluation.no_lpips", { reason: reasonOf(error) })],
  )

/** Opened once a runtime. */
const lpipsOf = ({ workspace, runtime }: Studio): Promise<Lpips | null> =>
  memoized(opened, runtime, () => findLpips(workspace.lpipsDir, runtime))

const opened = new WeakMap<Runtime, Promise<Lpips | null>>()
