/** The pictures of an image set: taken from the workspace's renders where one fits, otherwise drawn and kept there. */
import { LRUCache } from "lru-cache"
import { memoized } from "../../base/memo.ts"
import { type Render, RenderStore, type StoredPicture } from "../../catalog/render-store.ts"
import type { Workspace } from "../../catalog/workspace.ts"
import type { Item, Persona } from "../../contract/catalog.ts"
import { isStudioError, StudioError } from "../../contract/errors.ts"
import type { Note } from "../../contract/note.ts"
import type { Recipe, RecipePlan } from "../../contract/recipe.ts"
import {
  type CandidateYardstick,
  candidateYardstick,
  type Judgement,
  judgeCandidate,
} from "../../measures/candidates.ts"
import { type RawImage, readImage } from "../../models/image.ts"
import { upscale } from "../../models/upscaler/upscale.ts"
import { avoidedWords } from "../../personalize/avoid.ts"
import { canonicalJson } from "../../personalize/canonical-json.ts"
import { madeBy, recipeSettings } from "../../personalize/complete-recipe.ts"
import { type InTurn, ManyTurns } from "../../personalize/in-turn.ts"
import { strengthsOf } from "../../personalize/loras.ts"
import { arithmeticRevision, askKey, pixelKey, requestKey } from "../../personalize/recipe-key.ts"
import type { Planned, Session } from "../../personalize/session.ts"
import type { SizedSettings } from "../../personalize/settings.ts"
import type { Studio } from "../../personalize/studio.ts"
import { openNamedUpscaler } from "../../personalize/upscalers.ts"
import { keepRender, keepThumbnail } from "../save-image.ts"
import type { SetBegin } from "./journal.ts"
import { keepEnlargingPace, keepPace, Stopwatch } from "./pace.ts"
import type { PlannedImage } from "./plan.ts"

export interface PictureHooks {
  signal?: AbortSignal | undefined
  /** Whoever shares the model with others says when it is free; without it the work begins at once. */
  inTurn?: InTurn | undefined
  /** A picture was drawn and is kept. */
  onDrawn?: (() => void) | undefined
  /** Draws in place of this machine. */
  elsewhere?: Elsewhere | undefined
}

/** Other machines that draw. Each recipe is asked for, in the set's order, and taken in the same order. */
export interface Elsewhere {
  /** Returns once there is room for one more. */
  ask(recipe: Recipe, studio: Studio): Promise<void>
  /** @param whole whether its file is fetched, too */
  take(recipe: Recipe, whole: boolean): Promise<DrawnElsewhere>
  /** One that was asked for isn't taken after all. */
  leave(recipe: Recipe): void
}

/** A picture that other machines drew, and that stays in their store. */
export interface DrawnElsewhere {
  made: Pick<Recipe["made"], "app" | "createdAt" | "device" | "dtype">
  /** A small copy, as WebP. */
  thumbnail: Uint8Array
  stored: StoredPicture
  /** Its file; null where only the small copy was asked for. */
  png: Uint8Array | null
}

export interface Picture {
  size: Pick<RawImage, "width" | "height">
  /** Its pixels, read when they are needed. */
  image: () => Promise<RawImage>
  recipe: Recipe
  /** In this run. */
  drawn: boolean
  /** Id of its render in the history. */
  render: string
}

export interface Found {
  recipe: Recipe
  studio: Studio
  render: Render | undefined
}

/** What the variants of one item and persona in one frame share. */
interface Pair {
  /** With which it was planned. */
  session: Session
  /** Of the variant with the set's own seed. */
  recipe: Recipe
  /** Renders of the pair that the set may take, by their pixelKey (askKey, where others draw); of two with one key the newer. */
  renders: Map<string, Render>
}

/** More than are planned at once. */
const pairsKept = 16

export class Pictures {
  readonly #turns: ManyTurns
  readonly #settings: SizedSettings
  readonly #began: SetBegin
  readonly #hooks: PictureHooks
  /** By their text: each is said once. */
  readonly #warnings = new Map<string, Note>()
  /** Ids of those that were drawn by this one. */
  readonly #ownRenders = new Set<string>()
  readonly #pairs = new LRUCache<string, Promise<Pair>>({ max: pairsKept })
  /** Candidates come pair by pair, too. */
  #yardstick: { key: string; studio: Studio; of: CandidateYardstick } | null = null

  constructor(session: Session, settings: SizedSettings, began: SetBegin, hooks: PictureHooks) {
    this.#turns = new ManyTurns(
      session,
      hooks.inTurn,
      (wanted, found) => new StudioError("image_set.other_pack", { wanted, found }),
    )
    this.#settings = settings
    this.#began = began
    this.#hooks = hooks
  }

  /** How many were drawn so far. */
  get drawn(): number {
    return this.#ownRenders.size
  }

  /** Why those that were drawn are not quite as they were asked for. */
  get warnings(): Note[] {
    return [...this.#warnings.values()]
  }

  get #workspace(): Workspace {
    return this.#turns.session.studio.workspace
  }

  /** @throws StudioError job.cancelled, and whatever keeps this picture from being made */
  async of(planned: PlannedImage): Promise<Picture> {
    if (planned.render) return this.stored(planned.render)
    const pair = await this.#pairOf(planned)
    const same = pair.renders.get(pixelKey(withSeed(pair.recipe, planned.seed)))
    // One whose file was lost is drawn again.
    const stored = same && (await this.stored(same).catch(nullIfLost))
    if (stored) return stored
    const { picture, render } = await this.#drawn(planned)
    pair.renders.set(pixelKey(picture.recipe), render)
    return picture
  }

  /** The recipe of an image to be drawn, the studio that it was planned with, and the render that is it already. */
  async find(planned: PlannedImage): Promise<Found> {
    const { recipe: first, renders, session } = await this.#pairOf(planned)
    const recipe = withSeed(first, planned.seed)
    return { recipe, studio: session.studio, render: renders.get(this.#keyOf(recipe)) }
  }

  /** Notes a picture that was drawn elsewhere, under the plan that it was asked for by. Its file stays where it is. */
  async keep(drawn: DrawnElsewhere, asked: Recipe, { item, persona }: PlannedImage): Promise<Picture> {
    const { app, createdAt, device, dtype } = drawn.made
    const recipe = { ...asked, made: { ...asked.made, app, createdAt, device, dtype } }
    const of = { item: item.id, persona: persona.id, metrics: null }
    const render = await keepThumbnail(this.#workspace, drawn.thumbnail, {
      ...of,
      recipe,
      stored: drawn.stored,
    })
    this.#ownRenders.add(render.id)
    this.#hooks.onDrawn?.()
    const { png } = drawn
    return png ? { ...pictureOf(render, () => readImage(png)), drawn: true } : this.#storedAs(render)
  }

  /** Other machines may draw on another kind of device than this one's. */
  get #keyOf(): (recipe: Recipe) => string {
    return this.#hooks.elsewhere ? askKey : pixelKey
  }

  /** @throws StudioError image_set.other_pack */
  judge({ item, persona, frame }: PlannedImage, { image, recipe }: Picture): Promise<Judgement> {
    return this.#turns.take(async session => {
      const { studio } = session
      const key = JSON.stringify([item.id, persona.id, frame])
      if (this.#yardstick?.key !== key || this.#yardstick.studio !== studio)
        this.#yardstick = { key, studio, of: await candidateYardstick(studio, item, recipe) }
      return judgeCandidate(studio.pipeline, await image(), this.#yardstick.of)
    })
  }

  /** The picture as that upscaler enlarges it. @throws StudioError upscaler.*, job.cancelled */
  enlarged(image: RawImage, upscaler: string): Promise<RawImage> {
    const { signal } = this.#hooks
    return this.#turns.take(async ({ studio }, giveWay) => {
      const { network, hash } = await openNamedUpscaler(studio, upscaler)
      const watch = new Stopwatch(giveWay)
      const enlarged = await upscale(network, image, { signal, beforeTile: watch.giveWay })
      keepEnlargingPace(studio, hash, image, watch.seconds)
      return enlarged
    })
  }

  /** Reads the picture of a render. @throws StudioError image.unreadable, farm.* where its file stays in a farm's store */
  async stored(render: Render): Promise<Picture> {
    const picture = this.#storedAs(render)
    await picture.image()
    return picture
  }

  /** The same without reading it; null for one whose file was lost. */
  unread(render: Render): Picture | null {
    return render.stored || this.#workspace.pictures.isHere(render) ? this.#storedAs(render) : null
  }

  #storedAs(render: Render): Picture {
    const read = async () => readImage(await this.#workspace.pictures.bytesOf(render))
    return { ...pictureOf(render, read), drawn: this.#ownRenders.has(render.id) }
  }

  /** @throws StudioError image_set.other_pack */
  #drawn(planned: PlannedImage): Promise<{ picture: Picture; render: Render }> {
    const { item, persona, seed } = planned
    const { signal, onDrawn } = this.#hooks
    return this.#turns.take(async (session, giveWay) => {
      const plan = await this.#plan(session, planned)
      const watch = new Stopwatch(giveWay)
      const ready = await session.conditions(plan)
      const { image, recipe } = await session.draw(ready, seed, { signal, beforeStep: watch.giveWay })
      keepPace(plan.studio, plan.settings, watch.seconds)
      for (const said of plan.studio.runtime.takeNotes()) this.#warnings.set(JSON.stringify(said), said)
      const of = { item: item.id, persona: persona.id, metrics: null }
      const render = await keepRender(this.#workspace, image, recipe, of)
      this.#ownRenders.add(render.id)
      onDrawn?.()
      return { picture: { ...pictureOf(render, async () => image), drawn: true }, render }
    })
  }

  #plan(session: Session, { item, persona, frame }: PlannedImage): Promise<Planned> {
    const { houseWords } = this.#began
    const settings = { ...this.#settings, ...frame }
    return session.plan({ item: item.id, persona: persona.id }, settings, { houseWords })
  }

  /** Images come pair by pair: only the last pairs are remembered, of which some may be planned at once. */
  async #pairOf(planned: PlannedImage): Promise<Pair> {
    const { item, persona, frame } = planned
    const key = JSON.stringify([item.id, persona.id, frame])
    const pair = await memoized(this.#pairs, key, () => this.#newPair(planned))
    if (pair.session === this.#turns.session) return pair
    // Another device has taken over meanwhile.
    this.#pairs.delete(key)
    return memoized(this.#pairs, key, () => this.#newPair(planned))
  }

  async #newPair(planned: PlannedImage): Promise<Pair> {
    const { item, persona } = planned
    const { recipe, session } = await this.#turns.take(async session => ({
      session,
      recipe: (await this.#plan(session, planned)).recipe,
    }))
    const renders = rendersOf(this.#workspace, item, persona, this.#began.arithmetic).map(
      render => [this.#keyOf(asOfNow(plannedAs(recipe, render.recipe))), render] as const,
    )
    return { session, recipe, renders: new Map(renders) }
  }
}

function pictureOf({ id, recipe }: Render, read: () => Promise<RawImage>): Omit<Picture, "drawn"> {
  let image: Promise<RawImage> | undefined
  return { size: recipe.made, image: () => (image ??= read()), recipe, render: id }
}

/** Oldest first. A set that an earlier arithmetic began takes what that one drew, and no work is done twice. */
const rendersOf = (workspace: Workspace, item: Item, persona: Persona, arithmetic: number): Render[] =>
  new RenderStore(workspace.state)
    .list({ item: item.id, persona: persona.id })
    .filter(({ recipe }) => recipe.made.arithmetic >= arithmetic && !recipe.upscaler)
    .reverse()

/** As if today's arithmetic had drawn it. */
const asOfNow = (recipe: Recipe): Recipe => ({
  ...recipe,
  made: { ...recipe.made, arithmetic: arithmeticRevision },
})

/** An earlier program may have made another T* of the same words, and found other neighbours by it: with today's. */
function plannedAs(now: Recipe, recipe: Recipe): Recipe {
  if (recipe.made.arithmetic >= arithmeticRevision || !sameWords(recipe.plan, now.plan)) return recipe
  const { item, preprocessing, masks, avoid } = recipe.plan
  return { ...recipe, plan: { ...now.plan, item, preprocessing, masks, avoid } }
}

/** Whether T* was made of the same text and tags. */
function sameWords(one: RecipePlan, other: RecipePlan): boolean {
  const [first, second] = [one, other].map(({ item, tags, interests }) =>
    canonicalJson({ text: item.textHash, tags, interests: interests.map(({ tag }) => tag) }),
  )
  return first === second
}

/** For `catch`: null for a picture that is lost. One whose store can't be reached just now isn't. */
export function nullIfLost(error: unknown): null {
  if (isStudioError(error) && /^farm\.(?!result_gone|bad_result)/.test(error.code)) throw error
  return null
}

const withSeed = (recipe: Recipe, seed: number): Recipe => ({ ...recipe, made: { ...recipe.made, seed } })

/**
 * How many of these images are to be drawn, worked out without the model: by their settings, the pack and the item's picture.
 * A persona or catalog that changed since can make it more.
 */
export function countMissing(
  studio: Studio,
  images: readonly PlannedImage[],
  settings: SizedSettings,
  { arithmetic, houseWords }: SetBegin,
): number {
  let missing = 0
  let pair = ""
  let there = new Set<string>()
  for (const { item, persona, seed, render, masks, frame } of images) {
    if (render) continue
    const key = JSON.stringify([item.id, persona.id])
    if (key !== pair) {
      pair = key
      const renders = rendersOf(studio.workspace, item, persona, arithmetic)
      there = new Set(renders.map(({ recipe }) => requestKey(asOfNow(recipe))))
    }
    const framed = { ...settings, ...frame }
    const asked = {
      settings: recipeSettings(framed),
      plan: {
        item: { imageHash: item.image },
        masks,
        avoid: avoidedWords(studio, studio.scenario(item.scenario), settings, houseWords),
      },
      made: madeBy(studio, { ...framed, seed }, strengthsOf(studio.loras, settings)),
    }
    if (!there.has(requestKey(asked))) missing++
  }
  return missing
}
