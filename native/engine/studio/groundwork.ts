/**
 * Everything that is known before an image is drawn, kept while a designer turns sliders: λ1, λ2, steps and seed change
 * neither the plan nor what the U-Net is told, so a preview of those alone starts drawing at once.
 */
import type { PlanView } from "../../contract/api/studio.ts"
import type { Recipe } from "../../contract/recipe.ts"
import type { Settings } from "../../contract/settings.ts"
import type { Conditions } from "../../diffusion/sample.ts"
import { clipEmbedder } from "../../interests/clip-embedder.ts"
import { completeRecipe } from "../../personalize/complete-recipe.ts"
import { buildConditions } from "../../personalize/conditions.ts"
import { findSubject, type Plan, planPersonalization, type Subject } from "../../personalize/plan.ts"
import { parseSettings, withinPack } from "../../personalize/settings.ts"
import { type Studio, studioFor } from "../../personalize/studio.ts"
import { measureWarnings } from "./metrics.ts"
import { planView } from "./plan-view.ts"
import { TagEmbeddings } from "./tag-embeddings.ts"

/** One item × one persona × settings, as asked. */
export interface Asked {
  item: string
  persona: string
  settings: Settings
}

export interface Groundwork {
  subject: Subject
  plan: Plan
}

export interface Ready {
  studio: Studio
  recipe: Recipe
  conditions: Conditions
}

/** The latest few of a kind; older ones are dropped. */
class Latest<Key, Value> {
  readonly #values = new Map<Key, Promise<Value>>()
  readonly #most: number

  constructor(most: number) {
    this.#most = most
  }

  /** One making per key; a failed one is forgotten. */
  get(key: Key, make: () => Promise<Value>): Promise<Value> {
    const known = this.#values.get(key)
    this.#values.delete(key)
    const value = known ?? make()
    this.#values.set(key, value)
    if (!known) value.catch(() => this.#values.delete(key))
    if (this.#values.size > this.#most) this.#values.delete(this.#values.keys().next().value!)
    return value
  }

  clear(): void {
    this.#values.clear()
  }
}

export class GroundworkCache {
  readonly #plans = new Latest<string, Groundwork>(8)
  readonly #views = new Latest<Groundwork, Omit<PlanView, "warnings">>(8)
  readonly #conditions = new Latest<string, Conditions>(16)
  /** Survives changes of the catalog: a tag's words mean the same to one model. */
  #tags = new TagEmbeddings(null)
  #studio: Studio | null = null

  /** To be called when items, tags or personas changed. */
  forget(): void {
    this.#plans.clear()
    this.#views.clear()
    this.#conditions.clear()
  }

  /** @throws StudioError catalog.unknown_item, catalog.unknown_persona, persona.short_history, item.untagged … */
  plan(studio: Studio, { item, persona, settings }: Asked): Promise<Groundwork> {
    this.#follow(studio)
    const { tags, history, neighbours, fit, excludeSelf, excludedNeighbours, excludedHistory } = settings
    const key = JSON.stringify([
      ...[item, persona, tags, history, neighbours],
      ...[fit, excludeSelf, excludedNeighbours, excludedHistory],
    ])
    return this.#plans.get(key, async () => {
      const subject = await findSubject(studio, item, persona, settings)
      return { subject, plan: await planPersonalization(studio, subject, settings) }
    })
  }

  /** The plan as the page shows it. @throws what `plan` throws */
  async view(studio: Studio, asked: Asked): Promise<PlanView> {
    const groundwork = await this.plan(studio, asked)
    const view = await this.#views.get(groundwork, () =>
      planView(studio, groundwork, asked.settings, this.#tags),
    )
    const { warnings } = sized(await studioFor(studio, asked.settings), asked)
    return { ...view, warnings: [...warnings, ...(await measureWarnings(studio))] }
  }

  /** The recipe of an image, what the U-Net is told for it, and the studio with the adapter that draws it. */
  async ready(opened: Studio, asked: Asked): Promise<Ready> {
    const { plan } = await this.plan(opened, asked)
    const studio = await studioFor(opened, asked.settings)
    const recipe = completeRecipe(studio, plan, sized(studio, asked).settings)
    const { item, rewrite, textNeighbours, imageNeighbours, adapter } = recipe
    const fuses = recipe.lambda2 > 0
    const key = JSON.stringify([item, rewrite.text, textNeighbours, imageNeighbours, fuses, adapter?.hash])
    const conditions = await this.#conditions.get(key, () => buildConditions(studio, recipe))
    return { studio, recipe, conditions }
  }

  /** What was made with another model is worth nothing. */
  #follow(studio: Studio): void {
    if (this.#studio === studio) return
    this.forget()
    this.#studio = studio
    this.#tags = new TagEmbeddings(clipEmbedder(studio.pipeline))
  }
}

const sized = (studio: Studio, { settings }: Asked) =>
  withinPack(parseSettings(settings, studio.pack), studio.pipeline)
