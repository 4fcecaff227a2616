/**
 * A study that draws: for each held-out user, images by every arm, with the same noise; each is measured and kept at
 * once, so a study that was stopped goes on where it was.
 */
import { existsSync } from "node:fs"
import { copyFile, mkdir } from "node:fs/promises"
import { basename, join } from "node:path"
import { memoized } from "../base/memo.ts"
import { pngBytes } from "../base/raw-image.ts"
import { writeAtomic } from "../catalog/atomic.ts"
import { MaskStore } from "../catalog/mask-store.ts"
import { pseudonymOf } from "../catalog/persona.ts"
import { type Item, itemText } from "../contract/catalog.ts"
import { StudioError } from "../contract/errors.ts"
import type { EvaluationSettings } from "../contract/evaluation.ts"
import type { MaskRef } from "../contract/mask.ts"
import type { Recipe } from "../contract/recipe.ts"
import { scenarioSettings } from "../contract/scenario.ts"
import { type SettingsInput, studySettingsSchema } from "../contract/settings.ts"
import { builtInTagger } from "../interests/built-in-tagger.ts"
import { clipEmbedder } from "../interests/clip-embedder.ts"
import { tagReader } from "../interests/merge.ts"
import { subjectOf } from "../measures/subject.ts"
import { coverImage, type RawImage, readImage } from "../models/image.ts"
import type { Pack } from "../models/pack.ts"
import { openPipeline } from "../models/pipeline.ts"
import { madeBy } from "../personalize/complete-recipe.ts"
import type { DrawingStudio } from "../personalize/drawing-studio.ts"
import { type InTurn, ManyTurns } from "../personalize/in-turn.ts"
import type { Pair } from "../personalize/pairs.ts"
import { pixelKey } from "../personalize/recipe-key.ts"
import { type Planned, Session } from "../personalize/session.ts"
import type { Studio } from "../personalize/studio.ts"
import { findSubjectMask, isOfOneItem } from "../personalize/subject-mask.ts"
import { TextEncodings } from "../personalize/text-encodings.ts"
import type { Arm } from "./arms.ts"
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

/** A recipe, and the session that draws it. */
interface ToDraw {
  session: Pick<Session<DrawingStudio>, "conditions" | "draw">
  planned: { studio: DrawingStudio; recipe: Recipe }
}

/** @throws StudioError job.cancelled; measures taken until then are kept */
export async function runImageStudy(
  session: Session,
  request: StudyRequest,
  hooks: StudyHooks,
): Promise<ImageResult[]> {
  try {
    return await new ImageStudy(session, request, hooks).run()
  } catch (error) {
    // Where its folder vanished, that is the reason of whatever failed.
    await request.folder.check()
    throw error
  }
}

class ImageStudy {
  readonly #turns: ManyTurns
  /** Of each studio that was open, once an image was asked for. */
  readonly #instruments = new WeakMap<Studio, Promise<Instruments>>()
  readonly #request: StudyRequest
  readonly #hooks: StudyHooks
  /** Sessions of other packs, on each studio that was open, by the pack's hash. */
  readonly #others = new WeakMap<Studio, Map<string, Promise<Session<DrawingStudio>>>>()
  #yardstick: { pair: Pair; of: Yardstick } | undefined

  constructor(session: Session, request: StudyRequest, hooks: StudyHooks) {
    const { dir } = request.folder
    this.#turns = new ManyTurns(
      session,
      hooks.inTurn,
      () => new StudioError("evaluation.other_study", { folder: dir }),
    )
    this.#request = request
    this.#hooks = hooks
  }

  async run(): Promise<ImageResult[]> {
    const { settings, pairs, arms, folder } = this.#request
    const cellsOf = (arms: readonly Arm[]) =>
      pairs.flatMap(pair =>
        arms.flatMap(arm =>
          Array.from({ length: arm.draws ? settings.images : 1 }, (_, n) => ({
            pair,
            arm,
            seed: settings.seed + n,
          })),
        ),
      )
    // Packs one after the other: changing between them for each image would load them anew where memory is short.
    const others = arms.filter(({ pack }) => pack)
    const cells = [...cellsOf(arms.filter(({ pack }) => !pack)), ...others.flatMap(arm => cellsOf([arm]))]
    const known = new Map((await folder.results()).map(result => [keyOf(result), result]))
    // Only the images of this study: the folder may hold more, of users that have left or moved.
    const results: ImageResult[] = []
    for (const [index, cell] of cells.entries()) {
      if (this.#hooks.signal?.aborted) throw new StudioError("job.cancelled", { what: "evaluation" })
      const user = pseudonymOf(cell.pair.persona, this.#turns.session.studio.workspace.salt)
      const key = keyOf({ user, item: cell.pair.item, arm: cell.arm.id, seed: cell.seed })
      const result =
        known.get(key) ??
        (await this.#turns.take((session, giveWay) => this.#make(session, cell, user, giveWay)))
      if (result && !known.has(key)) await folder.addResult(result)
      if (result) results.push(result)
      this.#hooks.onProgress?.(index + 1, cells.length)
    }
    await folder.checkImages(results)
    return results
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

  /** Null where the arm keeps the subject of a picture in which none is found: the pair is then no pair of that arm. */
  async #make(
    session: Session,
    { pair, arm, seed }: Cell,
    user: string,
    giveWay: () => Promise<void>,
  ): Promise<ImageResult | null> {
    const { studio } = session
    const instruments = await memoized(this.#instruments, studio, () => this.#instrumentsOf(studio))
    const yardstick = await this.#yardstickOf(session, pair)
    const { item, original, scenario } = yardstick
    const about = { user, item: item.id, scenario: scenario.id, arm: arm.id, seed }
    const measured = async (image: RawImage, path: string) =>
      measureImage(instruments, image, path, yardstick)
    if (!arm.draws) {
      const { nativeSize: side } = studio.pack
      const crop = await coverImage(original, side, side)
      const picture = join(this.#request.cacheDir, `original-${item.image}-${side}.png`)
      await writeAtomic(picture, await pngBytes(crop))
      return { ...about, image: null, measures: await measured(crop, picture) }
    }
    const masks = arm.protects && (await this.#subjectMasks(studio, item))
    if (masks === null) return null
    const planned = await this.#plan(session, pair, item, arm, seed, masks)
    const drawn = arm.pack ? await this.#byOtherPack(session, planned, arm.pack) : { session, planned }
    const name = `${pixelKey(drawn.planned.recipe)}.png`
    const path = join(this.#request.folder.imagesDir, name)
    const goesOn = async () => {
      await giveWay()
      session.checkOpen()
    }
    return {
      ...about,
      image: name,
      measures: await measured(await this.#draw(drawn, path, goesOn), path),
    }
  }

  /** The same recipe, to be drawn by another pack on the studio's device. */
  async #byOtherPack({ studio }: Session, { recipe }: Planned, pack: Pack): Promise<ToDraw> {
    const known = this.#others.get(studio) ?? new Map<string, Promise<Session<DrawingStudio>>>()
    this.#others.set(studio, known)
    const session = await memoized(known, pack.hash, async () => {
      const { runtime, workspace, pool } = studio
      const pipeline = await openPipeline(pack, runtime)
      const texts = new TextEncodings(pipeline)
      return new Session<DrawingStudio>({ pack, adapter: null, runtime, pipeline, texts, workspace, pool })
    })
    const made = madeBy(session.studio, recipe.made, [])
    return { session, planned: { studio: session.studio, recipe: { ...recipe, made } } }
  }

  /** What every image of a pair is measured against; the last pair's is at hand. */
  async #yardstickOf(session: Session, pair: Pair): Promise<Yardstick> {
    if (this.#yardstick?.pair === pair) return this.#yardstick.of
    const { workspace } = session.studio
    const item = await workspace.findItem(pair.item)
    const { subject, plan } = await this.#plan(session, pair, item)
    const of = {
      item,
      scenario: subject.scenario,
      text: itemText(item),
      personaTags: plan.interests.map(({ tag }) => tag),
      original: await readImage(workspace.imagePath(item.image)),
      readTag: tagReader(await workspace.tagMerges()),
      subject: this.#request.settings.study === "keep" ? await this.#subjectOf(session.studio, item) : null,
    }
    this.#yardstick = { pair, of }
    return of
  }

  /** Where the subject of the item's picture is, as the arms show that picture. */
  async #subjectOf({ pack, pipeline, workspace }: Studio, { image }: Item): Promise<Uint8Array | null> {
    const original = await readImage(workspace.imagePath(image))
    return subjectOf(pipeline, await coverImage(original, pack.nativeSize, pack.nativeSize))
  }

  /** The whole road as the study asks for it, changed as an arm changes it. */
  #plan(
    session: Session,
    { persona, item: id }: Pair,
    item: Item,
    arm?: Arm,
    seed?: number,
    masks?: readonly MaskRef[],
  ): Promise<Planned> {
    const asked = this.#request.settings
    const settings: SettingsInput = {
      ...studySettingsSchema.parse(asked),
      ...scenarioSettings(session.studio.scenario(item.scenario)),
      seed,
      adapter: arm?.tuned ? asked.adapter : null,
      ...arm?.settings,
    }
    const { houseWords } = this.#request.folder.facts
    return session.plan({ item: id, persona: persona.id }, settings, {
      without: arm?.without,
      houseWords,
      masks,
      word: arm?.word,
    })
  }

  /** The mask of the picture's subject, which doesn't become one of the item's own; null where there is none. */
  async #subjectMasks(studio: Studio, item: Item): Promise<MaskRef[] | null> {
    try {
      const { mask } = await findSubjectMask(studio, item)
      return [await new MaskStore(studio.workspace).keepFile("subject", mask)]
    } catch (error) {
      if (!isOfOneItem(error)) throw error
      return null
    }
  }

  /** Draws an image into the study's folder, or takes it from there or from another study. */
  async #draw(
    { session, planned }: ToDraw,
    path: string,
    beforeStep: () => Promise<void>,
  ): Promise<RawImage> {
    const cached = join(this.#request.cacheDir, basename(path))
    await this.#request.folder.check()
    if (!existsSync(path) && existsSync(cached)) await copyFile(cached, path)
    if (existsSync(path)) return readImage(path)
    const ready = await session.conditions(planned)
    const hooks = { signal: this.#hooks.signal, beforeStep }
    const { image, recipe } = await session.draw(ready, planned.recipe.made.seed, hooks)
    await this.#request.folder.check()
    await this.#hooks.keep(path, image, recipe)
    await mkdir(this.#request.cacheDir, { recursive: true })
    await copyFile(path, cached)
    return image
  }
}

const keyOf = ({ user, item, arm, seed }: Pick<ImageResult, "user" | "item" | "arm" | "seed">): string =>
  JSON.stringify([user, item, arm, seed])
