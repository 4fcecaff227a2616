/** An item's tags as one set, each in one spelling. */
import { normaliseTags } from "../catalog/normalise.ts"
import type { ItemTags } from "../contract/catalog.ts"

export { normaliseTag, normaliseTags } from "../catalog/normalise.ts"

/** tags_i: the item's own tags, image tags, then text tags, as a set (eq. 4). */
export const itemTagSet = (tags: Pick<ItemTags, "own" | "image" | "text">): string[] =>
  normaliseTags([...tags.own, ...tags.image, ...tags.text])
