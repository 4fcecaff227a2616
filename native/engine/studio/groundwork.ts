/**
 * Everything that is known before an image is drawn, kept while a designer turns sliders: λ1, λ2, steps and seed change
 * neither the plan nor what the U-Net is told, so a preview of those alone starts drawing at once.
 */
import type { Recipe } from "../../contract/recipe.ts"
import type { Settings } from "../../contract/settings.ts"
import type { Conditions } from "../../diffusion/sample.ts"
import { completeRecipe } from "../../personalize/complete-recipe.ts"
import { buildConditions } from "../../personalize/conditions.ts"
import { findSubject, type Plan, planPersonalization, type Subject } from "../../personalize/plan.ts"
import { parseSettings, type SizedSettings, withinPack } from "../../personalize/settings.ts"
import type { Studio } from "../../personalize/studio.ts"

/** One item × one persona × settings, as asked. */
export interface Asked {
  item: string
  persona: string
  settings: Settings
}

export interface Groundwork {
  subject: Subject
  plan: Plan
  warnings: string[]
}

/** The latest few of a kind; older ones are dropped. */
class Latest<Value> {
  readonly #values = new Map<string, Promise<Value>>()
  readonly #most: number

  constructor(most: number) {
    this.#most = most
  }

  /** One making per key; a failed one is forgotten. */
  get(key: string, make: () => Promise<Value>): Promise<Value> {
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
  readonly #plans = new Latest<Groundwork>(8)
  readonly #conditions = new Latest<Conditions>(16)
  #studio: Studio | null = null

  /** To be called when items, tags or personas changed. */
  forget(): void {
    this.#plans.clear()
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
      const plan = await planPersonalization(studio, subject, settings)
      return { subject, plan, warnings: [] }
    })
  }

  /** The recipe of an image, and what the U-Net is told for it. */
  async ready(
    studio: Studio,
    asked: Asked,
  ): Promise<Groundwork & { recipe: Recipe; conditions: Conditions; settings: SizedSettings }> {
    const groundwork = await this.plan(studio, asked)
    const { settings, warnings } = withinPack(
      parseSettings(asked.settings, studio.pack.nativeSize),
      studio.pipeline,
    )
    const recipe = completeRecipe(studio, groundwork.plan, settings)
    const { item, rewrite, textNeighbours, imageNeighbours } = recipe
    const key = JSON.stringify([item, rewrite.text, textNeighbours, imageNeighbours, recipe.lambda2 > 0])
    const conditions = await this.#conditions.get(key, () => buildConditions(studio, recipe))
    return { ...groundwork, warnings: [...groundwork.warnings, ...warnings], recipe, conditions, settings }
  }

  /** What was made with another model is worth nothing. */
  #follow(studio: Studio): void {
    if (this.#studio !== studio) this.forget()
    this.#studio = studio
  }
}
