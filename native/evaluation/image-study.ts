/**
 * A study that draws: for each held-out user, images by every arm, with the same noise; each is measured and kept at
 * once, so a study that was stopped goes on where it was.
 */

import { existsSync } from "node:fs"
import { copyFile, mkdir } from "node:fs/promises"
import { basename, join } from "node:path"
import { pngBytes } from "../base/raw-image.ts"
import { writeAtomic } from "../catalog/atomic.ts"
import { pseudonymOf } from "../catalog/persona.ts"
import { type Item, itemText } from "../contract/catalog.ts"
import { StudioError } from "../contract/errors.ts"
import type { EvaluationSettings } from "../contract/evaluation.ts"
import type { Recipe } from "../contract/recipe.ts"
import { builtInTagger } from "../interests/built-in-tagger.ts"
import { clipEmbedder } from "../interests/clip-embedder.ts"
import { tagReader } from "../interests/merge.ts"
import { coverImage, type RawImage, readImage } from "../models/image.ts"
import { completeRecipe } from "../personalize/complete-recipe.ts"
import { buildConditions } from "../personalize/conditions.ts"
import { draw } from "../personalize/draw.ts"
import type { InTurn } from "../personalize/in-turn.ts"
import type { Pair } from "../personalize/pairs.ts"
import { findSubject, planPersonalization } from "../personalize/plan.ts"
import { parseSettings, withinPack } from "../personalize/settings.ts"
import { type Studio, studioFor } from "../personalize/studio.ts"
import { type Arm, recipeKey } from "./arms.ts"
import type { FindLpips } from "./lpips.ts"
import { type Instruments, measureImage, type Yardstick } from "./measures.ts"
import type { ImageResult, StudyFolder } from "./study-folder.ts"

export interface StudyHooks {
  signal?: AbortSignal | undefined
  /** Whoever shares the model with others says when it is free; without it the work begins at once. */
  inTurn?: InTurn | undefined
  /** In images. */
  onProgress?: (done: number, total: number) => void
  /** Writes an image with its recipe. */
  keep: (path: string, image: RawImage, recipe: Recipe) => Promise<void>
}

export interface StudyRequest {
  settings: EvaluationSettings
  pairs: readonly Pair[]
  arms: readonly Arm[]
  folder: StudyFolder
  /** Below it, images are found again that another study made. */
  cacheDir: string
  findLpips: FindLpips
}

/** One image to be made. */
interface Cell {
  pair: Pair
  arm: Arm
  seed: number
}

/** @throws StudioError job.cancelled; what was measured until then is kept */
export async function runImageStudy(
  studio: Studio,
  request: StudyRequest,
  hooks: StudyHooks,
): Promise<ImageResult[]> {
  return new ImageStudy(studio, request, hooks).run()
}

class ImageStudy {
  /** The one that is open now: another device can take over between two images. */
  #studio: Studio
  /** Of that studio, once an image was asked for. */
  #instruments: Instruments | undefined
  readonly #request: StudyRequest
  readonly #hooks: StudyHooks
  #yardstick: { pair: Pair; of: Yardstick } | undefined

  constructor(studio: Studio, request: StudyRequest, hooks: StudyHooks) {
    this.#studio = studio
    this.#request = request
    this.#hooks = hooks
  }

  async run(): Promise<ImageResult[]> {
    const { settings, pairs, arms, folder } = this.#request
    const cells = pairs.flatMap(pair =>
      arms.flatMap(arm =>
        Array.from({ length: arm.change ? settings.images : 1 }, (_, n) => ({
          pair,
          arm,
          seed: settings.seed + n,
        })),
      ),
    )
    const known = new Map((await folder.results()).map(result => [keyOf(result), result]))
    // Only what is asked for now: the folder may hold more, of users that have left or moved.
    const results: ImageResult[] = []
    for (const [index, cell] of cells.entries()) {
      if (this.#hooks.signal?.aborted) throw new StudioError("job.cancelled", { what: "evaluation" })
      const user = pseudonymOf(cell.pair.persona, this.#studio.workspace.salt)
      const key = keyOf({ user, item: cell.pair.item, arm: cell.arm.id, seed: cell.seed })
      const result =
        known.get(key) ??
        (await this.#inTurn((instruments, giveWay) => this.#make(cell, user, instruments, giveWay)))
      if (!known.has(key)) await folder.addResult(result)
      results.push(result)
      this.#hooks.onProgress?.(index + 1, cells.length)
    }
    return results
  }

  /** @throws StudioError evaluation.other_study when another pack has taken the model's place */
  #inTurn<Result>(
    work: (instruments: Instruments, giveWay: () => Promise<void>) => Promise<Result>,
  ): Promise<Result> {
    const { inTurn = begin => begin(this.#studio, async () => undefined) } = this.#hooks
    return inTurn(async (opened, giveWay) => {
      const { folder } = this.#request
      if (opened.pack.hash !== folder.facts.pack.hash)
        throw new StudioError("evaluation.other_study", { folder: folder.dir })
      if (opened !== this.#studio) this.#instruments = undefined
      this.#studio = opened
      this.#instruments ??= await this.#instrumentsOf(opened)
      return work(this.#instruments, giveWay)
    })
  }

  /** @throws StudioError evaluation.other_study when the LPIPS weights are others than those it began with */
  async #instrumentsOf({ pipeline, runtime }: Studio): Promise<Instruments> {
    const { findLpips, folder } = this.#request
    const lpips = await findLpips(runtime)
    if ((lpips?.hash ?? null) !== folder.facts.lpips)
      throw new StudioError("evaluation.other_study", { folder: folder.dir })
    const tagger = builtInTagger(clipEmbedder(pipeline))
    return { pipeline, tagger, lpips: lpips?.distance ?? null }
  }

  async #make(
    { pair, arm, seed }: Cell,
    user: string,
    instruments: Instruments,
    giveWay: () => Promise<void>,
  ): Promise<ImageResult> {
    const yardstick = await this.#yardstickOf(pair)
    const { item, original, scenario } = yardstick
    const about = { user, item: item.id, scenario: scenario.id, arm: arm.id, seed }
    const measured = async (image: RawImage, path: string) =>
      measureImage(instruments, image, path, yardstick)
    if (!arm.change) {
      const { nativeSize: side } = this.#studio.pack
      const crop = await coverImage(original, side, side)
      const picture = join(this.#request.cacheDir, `original-${item.image}-${side}.png`)
      await writeAtomic(picture, await pngBytes(crop))
      return { ...about, image: null, measures: await measured(crop, picture) }
    }
    const studio = await studioFor(this.#studio, {
      adapter: arm.tuned ? this.#request.settings.adapter : null,
    })
    const recipe = await arm.change(studio, await this.#wholeRecipe(studio, pair, item, arm, seed), item)
    const name = `${recipeKey(recipe)}.png`
    const path = join(this.#request.folder.imagesDir, name)
    return {
      ...about,
      image: name,
      measures: await measured(await this.#draw(studio, recipe, path, giveWay), path),
    }
  }

  /** What every image of a pair is measured against; the last pair's is at hand. */
  async #yardstickOf(pair: Pair): Promise<Yardstick> {
    if (this.#yardstick?.pair === pair) return this.#yardstick.of
    const item = await this.#studio.workspace.findItem(pair.item)
    const { plan, scenario } = await this.#plan(this.#studio, pair, item)
    const of = {
      ...{ item, scenario, text: itemText(item), personaTags: plan.interests.map(({ tag }) => tag) },
      original: await readImage(this.#studio.workspace.imagePath(item.image)),
      readTag: tagReader(await this.#studio.workspace.tagMerges()),
    }
    this.#yardstick = { pair, of }
    return of
  }

  async #plan(studio: Studio, { persona, item: id }: Pair, item: Item, tags?: number) {
    const scenario = studio.scenario(item.scenario)
    const { steps, guidance, scheduler } = this.#request.settings
    const asked = parseSettings(
      {
        ...{ steps, guidance, scheduler },
        ...{ tags: tags ?? scenario.defaultTags, history: scenario.defaultHistory },
      },
      studio.pack,
    )
    const { settings } = withinPack(asked, studio.pipeline)
    const subject = await findSubject(studio, id, persona.id, settings)
    return { scenario, settings, plan: await planPersonalization(studio, subject, settings) }
  }

  /** The recipe of the whole road. */
  async #wholeRecipe(studio: Studio, pair: Pair, item: Item, { tags }: Arm, seed: number): Promise<Recipe> {
    const { plan, settings } = await this.#plan(studio, pair, item, tags)
    return completeRecipe(studio, plan, { ...settings, seed })
  }

  /** Draws an image into the study's folder, or takes it from there or from another study. */
  async #draw(
    studio: Studio,
    recipe: Recipe,
    path: string,
    beforeStep: () => Promise<void>,
  ): Promise<RawImage> {
    const cached = join(this.#request.cacheDir, basename(path))
    if (!existsSync(path) && existsSync(cached)) await copyFile(cached, path)
    if (existsSync(path)) return readImage(path)
    const conditions = await buildConditions(studio, recipe)
    const image = await draw(studio, recipe, conditions, { signal: this.#hooks.signal, beforeStep })
    await this.#hooks.keep(path, image, recipe)
    await mkdir(this.#request.cacheDir, { recursive: true })
    await copyFile(path, cached)
    return image
  }
}

const keyOf = ({ user, item, arm, seed }: Pick<ImageResult, "user" | "item" | "arm" | "seed">): string =>
  JSON.stringify([user, item, arm, seed])
