/**
 * A session at one studio: the only place that composes the main road, subject → plan → conditions → draw. Plans and
 * conditions are kept while they are in use, so a preview, the render after it and each cell of a sweep share what they
 * have in common: λ1, λ2, steps and seed change neither the plan nor, except for λ2 = 0, the conditions.
 */
import { LRUCache } from "lru-cache"
import { memoized } from "../base/memo.ts"
import { MaskStore } from "../catalog/mask-store.ts"
import type { Persona } from "../contract/catalog.ts"
import { StudioError } from "../contract/errors.ts"
import type { MaskRef } from "../contract/mask.ts"
import type { Note } from "../contract/note.ts"
import { fusesInterest, type Recipe } from "../contract/recipe.ts"
import type { SettingsInput } from "../contract/settings.ts"
import type { FloatTensor } from "../contract/tensor.ts"
import type { ConditionalRow } from "../diffusion/sample.ts"
import type { RawImage } from "../models/image.ts"
import { avoidedWords, avoidWarnings } from "./avoid.ts"
import { completeRecipe } from "./complete-recipe.ts"
import {
  buildConditions,
  drawnText,
  inpaintingChannels,
  itemTokens,
  keptCells,
  originalLatents,
  structureHint,
} from "./conditions.ts"
import { type DrawHooks, draw, type PictureConditions } from "./draw.ts"
import type { DrawingStudio } from "./drawing-studio.ts"
import { checkPlace, wholeOf } from "./place.ts"
import { findSubject, ItemMemory, type Plan, planPersonalization, type Reading } from "./plan.ts"
import { type Cover, checkKept, coverAt, isProtected, laidOver } from "./protect.ts"
import { settingsThatDecide, withEffect } from "./recipe-key.ts"
import { type SizedSettings, settle } from "./settings.ts"
import type { Studio } from "./studio.ts"

/** What and for whom an image is to be. */
export interface About {
  /** The item's id. */
  item: string
  /** The persona, or its id or name. */
  persona: string | Persona
}

/** A part of the road that a study leaves out. */
export type RoadPart = "rewrite" | "foreground"

export interface PlanOptions {
  without?: RoadPart | undefined
  /** The workspace's words to avoid, as they were when a study or a set began; as they are now when absent. */
  houseWords?: string | undefined
  /** Masks in place of those that the settings name. */
  masks?: readonly MaskRef[] | undefined
  /** The word of a taught LoRA, put before the item's text. */
  word?: string | undefined
}

/** What is settled before anything is encoded or drawn. */
export interface Planned extends Omit<Reading, "plan"> {
  plan: Plan
  /** The studio with the adapter that the settings name. */
  studio: Studio
  /** The settings that the pack honours. */
  settings: SizedSettings
  /** Why some settings are not honoured as they were given. */
  warnings: Note[]
  /** Of the first image; the others differ in their seed alone. */
  recipe: Recipe
}

/** Everything that an image is drawn from. */
export interface Ready {
  studio: DrawingStudio
  recipe: Recipe
  conditions: ConditionalRow
  /** What of the item's picture the drawing starts from, and what of it stays. */
  picture: PictureConditions
  /** What lies over the drawn image; null where nothing is protected. */
  cover: Cover | null
}

/** Kept of each kind; at Stable Diffusion 1.5's sizes conditions take half a megabyte. */
const mostKept = 32

/**
 * @example
 * const session = new Session(studio)
 * const ready = await session.conditions(await session.plan({ item: "movie-011", persona: "ines" }, {}))
 * const { image, recipe } = await session.draw(ready, 7)
 */
export class Session<Of extends DrawingStudio = Studio> {
  readonly studio: Of
  readonly #readings = new LRUCache<string, Promise<Reading>>({ max: mostKept })
  readonly #memory = new ItemMemory()
  readonly #itemTokens = new LRUCache<string, Promise<FloatTensor>>({ max: mostKept })
  readonly #hints = new LRUCache<string, Promise<FloatTensor>>({ max: mostKept })
  readonly #originals = new LRUCache<string, Promise<FloatTensor>>({ max: mostKept })
  readonly #pictures = new LRUCache<string, Promise<Pick<PictureConditions, "kept" | "inpainting">>>({
    max: mostKept,
  })
  readonly #covers = new LRUCache<string, Promise<Cover | null>>({ max: 8 })
  readonly #conditions = new LRUCache<string, Promise<ConditionalRow>>({ max: mostKept })
  #ended = false

  constructor(studio: Of) {
    this.studio = studio
  }

  /**
   * Tags, interests, T* and neighbours, with the recipe that they make.
   *
   * @throws StudioError settings.invalid, adapter.unknown, catalog.unknown_item, catalog.unknown_persona,
   *   persona.short_history, item.untagged, pool.unknown_item, place.*, mask.*, job.cancelled
   */
  async plan(
    this: Session,
    about: About,
    asked: SettingsInput,
    { without, houseWords, masks: given, word }: PlanOptions = {},
  ): Promise<Planned> {
    this.checkOpen()
    const { studio, settings, warnings } = await settle(this.studio, asked)
    const rewrites = without !== "rewrite"
    const reading = await memoized(this.#readings, planKey(about, settings, rewrites, word), async () => {
      const memory = this.#memory
      const subject = await findSubject(this.studio, about.item, about.persona, settings, memory)
      return planPersonalization(this.studio, subject, settings, { rewrites, word, memory })
    })
    const { item } = reading.subject
    checkPlace(item, settings)
    // Never kept: a mask may be drawn anew at any time.
    const masks = given ? [...given] : new MaskStore(this.studio.workspace).named(item, settings.protect)
    await checkKept(this.studio.workspace, item, masks, settings)
    const avoid = avoidedWords(this.studio, reading.subject.scenario, settings, houseWords)
    const plan = { ...reading.plan, masks, avoid }
    const recipe = completeRecipe(studio, plan, settings, { cutsOut: without !== "foreground" })
    warnings.push(...(await avoidWarnings(studio, avoid, settings)))
    return { ...reading, plan, studio, settings, warnings, recipe }
  }

  /**
   * The conditions for a recipe: one that was planned, or one that is to be replayed.
   *
   * @throws StudioError recipe.neighbour_changed, catalog.unknown_item, image.unreadable, job.cancelled
   */
  async conditions({ studio, recipe }: Pick<Ready, "studio" | "recipe">): Promise<Ready> {
    this.checkOpen()
    const { item, preprocessing, rewrite, textNeighbours, imageNeighbours } = recipe.plan
    const itemKey = JSON.stringify([item.imageHash, preprocessing, studio.adapter?.hash])
    const image = studio.pack.has("ip_adapter")
      ? await memoized(this.#itemTokens, itemKey, () => itemTokens(studio, recipe.plan))
      : null
    const neighbours = [...textNeighbours, ...imageNeighbours].map(({ id, hash }) => [id, hash])
    const fused = fusesInterest(recipe) && neighbours
    const key = JSON.stringify([itemKey, rewrite.text, fused, recipe.made.loras])
    const conditions = await memoized(this.#conditions, key, () => buildConditions(studio, recipe, image))
    const structure = await this.#hintFor(studio, recipe)
    const avoid = recipe.plan.avoid && (await drawnText(studio, recipe.plan.avoid.text, recipe))
    const start = recipe.settings.start === 0 ? null : await this.#originalFor(studio, recipe)
    const { made } = recipe
    const masksKey = JSON.stringify([
      ...placedKey(recipe),
      item.id,
      recipe.plan.masks,
      recipe.settings.protectWhole,
    ])
    const kept = await memoized(this.#pictures, masksKey, () => this.#keptOf(studio, recipe))
    const cover = await memoized(this.#covers, masksKey, () =>
      coverAt(studio.workspace, recipe, wholeOf(made)),
    )
    return {
      studio,
      recipe,
      conditions: { ...conditions, ...(structure && { structure }), ...(avoid && { avoid }) },
      picture: { start, ...kept },
      cover,
    }
  }

  /** What the masks of a recipe keep, as its U-Net is told of it. */
  async #keptOf(
    studio: DrawingStudio,
    recipe: Recipe,
  ): Promise<Pick<PictureConditions, "kept" | "inpainting">> {
    if (await studio.pipeline.isInpainting())
      return { kept: null, inpainting: await inpaintingChannels(studio, recipe) }
    if (!isProtected(recipe)) return { kept: null, inpainting: null }
    const latents = await this.#originalFor(studio, recipe)
    return { kept: { latents, cells: await keptCells(studio, recipe) }, inpainting: null }
  }

  /** The hint of structure, where the recipe has any. */
  async #hintFor(studio: DrawingStudio, recipe: Recipe): Promise<FloatTensor | null> {
    const { settings, plan } = recipe
    if (settings.structure === 0) return null
    const { structureKind, structureOf, structureHint: own } = settings
    const source = own ?? [plan.item.imageHash, plan.preprocessing, structureOf]
    const key = JSON.stringify([source, structureKind, placedKey(recipe)])
    return memoized(this.#hints, key, () => structureHint(studio, recipe))
  }

  /** Latents of the item's picture. */
  #originalFor(studio: DrawingStudio, recipe: Recipe): Promise<FloatTensor> {
    const key = JSON.stringify(placedKey(recipe))
    return memoized(this.#originals, key, () => originalLatents(studio, recipe))
  }

  /** Draws the image of a seed. @throws StudioError job.cancelled */
  async draw(
    { studio, recipe, conditions, picture, cover }: Ready,
    seed: number,
    hooks: DrawHooks = {},
  ): Promise<{ image: RawImage; recipe: Recipe }> {
    const own = { ...recipe, made: { ...recipe.made, seed } }
    const beforeStep = async () => {
      await hooks.beforeStep?.()
      this.checkOpen()
    }
    const image = await draw(studio, own, conditions, picture, { ...hooks, beforeStep })
    return { image: laidOver(image, cover), recipe: own }
  }

  /** To be called when items, tags or personas changed: earlier readings of them are out of date. */
  forget(): void {
    this.#readings.clear()
    this.#memory.forget()
    this.#itemTokens.clear()
    this.#hints.clear()
    this.#originals.clear()
    this.#pictures.clear()
    this.#covers.clear()
    this.#conditions.clear()
  }

  /** Another model takes this one's place: what still goes on here stops before its next step. */
  end(): void {
    this.#ended = true
    this.forget()
  }

  get ended(): boolean {
    return this.#ended
  }

  /** @throws StudioError job.cancelled when another model has taken this one's place */
  checkOpen(): void {
    if (this.#ended) throw new StudioError("job.cancelled", { what: "drawing" })
  }
}

/** The item's picture, where it lies in the frame. */
const placedKey = ({ plan, settings, made }: Recipe): unknown[] => {
  const { placeScale, placeX, placeY } = settings
  return [plan.item.imageHash, made.width, made.height, placeScale, placeX, placeY]
}

/** What a plan is made from. */
const planKey = (
  { item, persona }: About,
  settings: SizedSettings,
  rewrites: boolean,
  word: string | undefined,
): string =>
  JSON.stringify({
    item,
    persona,
    rewrites,
    word,
    settings: withEffect(settings, settingsThatDecide("plan")),
  })
