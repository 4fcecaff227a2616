/** The arms of a study: ways of making a picture that are compared, each the whole road with something changed. */
import { type Item, itemText } from "../contract/catalog.ts"
import type { ImageStudyName } from "../contract/evaluation.ts"
import type { Recipe } from "../contract/recipe.ts"
import { rewrite } from "../interests/rewrite.ts"
import { sha256 } from "../personalize/hash.ts"
import { retrieve } from "../personalize/plan.ts"
import type { Studio } from "../personalize/studio.ts"

export interface Arm {
  id: string
  name: string
  /** Its place on the axis of a series; null where arms have no order. */
  value: number | null
  /** How its recipe differs from that of the whole road; null: the original picture itself. */
  change: ((studio: Studio, recipe: Recipe, item: Item) => Recipe | Promise<Recipe>) | null
  /** H, where it isn't the scenario's. */
  tags?: number
  /** Whether the fine-tuned adapter draws, not the pack's own. */
  tuned?: boolean
}

const arm = (id: string, name: string, change: Arm["change"]): Arm => ({ id, name, value: null, change })
const whole = arm("i-am-g", "I-AM-G", (_, recipe) => recipe)

/** The arm that others are compared with. */
export const reference = whole.id

/** The arm that is the original picture itself. */
export const original = "original"

/** T alone, in T*'s place everywhere: it is what the U-Net reads, and what texts are retrieved by. */
async function withoutRewrite(studio: Studio, recipe: Recipe, item: Item): Promise<Recipe> {
  const { tokenizer } = studio.pipeline
  const plain = rewrite({
    ...{ text: itemText(item), phi: recipe.scenario.phi, itemTags: [], interests: [] },
    ...{ fit: recipe.rewrite.fit, limit: tokenizer.limit, countTokens: text => tokenizer.count(text) },
  })
  const { neighbours, excludeSelf, excludedNeighbours } = recipe
  const options = { neighbours, excludeSelf, excludedNeighbours }
  return { ...recipe, rewrite: plain, ...(await retrieve(studio, item, plain.text, options)) }
}

const plainText = arm("text", "Text to image", async (studio, recipe, item) => ({
  ...(await withoutRewrite(studio, recipe, item)),
  ...{ imageScale: 0, lambda2: 0 },
}))

const ipAdapter = arm("ip-adapter", "IP-Adapter alone", async (studio, recipe, item) => ({
  ...(await withoutRewrite(studio, recipe, item)),
  lambda2: 0,
}))

const withoutForeground = arm("no-foreground", "without foreground", (_, recipe) => ({
  ...recipe,
  preprocessing: { ...recipe.preprocessing, foreground: "none" },
}))

const withoutInterest = arm("no-interest", "without interest attention", (_, recipe) => ({
  ...recipe,
  lambda2: 0,
}))

const series = (symbol: string, values: readonly number[], of: (value: number) => Partial<Arm>): Arm[] =>
  values.map(value => ({ ...whole, id: `${value}`, name: `${symbol} = ${value}`, value, ...of(value) }))

/**
 * The arms of each study, in the order in which they are shown; without those that leave out what the studio that draws
 * hasn't. `tuned`: a fine-tuned adapter is compared too.
 */
export function armsOf(study: ImageStudyName, { pack, pipeline }: Studio, tuned: boolean): Arm[] {
  switch (study) {
    case "methods": {
      const own = [arm(original, "Original", null), plainText, ipAdapter, whole]
      return tuned ? [...own, { ...whole, id: "tuned", name: "I-AM-G, fine-tuned", tuned }] : own
    }
    case "ablation":
      return [
        whole,
        ...(pack.has("foreground") ? [withoutForeground] : []),
        arm("no-rewrite", "without rewrite", withoutRewrite),
        ...(pipeline.fusesInterest ? [withoutInterest] : []),
      ].map(one => ({ ...one, tuned }))
    case "lambda1":
      return series("λ1", [0, 0.25, 0.5, 0.75, 1], lambda1 => ({
        ...{ tuned, change: (_, recipe) => ({ ...recipe, lambda1 }) },
      }))
    case "lambda2":
      return series("λ2", [0, 0.1, 0.2, 0.3, 0.5, 0.7], lambda2 => ({
        ...{ tuned, change: (_, recipe) => ({ ...recipe, lambda2 }) },
      }))
    case "tags":
      return series("H", [0, 2, 4, 6, 8, 12], tags => ({ tags, tuned }))
  }
}

/** What decides an image's pixels, as a file name: an image that was made before is not made again. */
export function recipeKey({ createdAt: _, app: __, persona: ___, ...recipe }: Recipe): string {
  return sha256(JSON.stringify(recipe)).slice(0, 32)
}
