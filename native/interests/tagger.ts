/** What a tagger is: it looks at an item's image or reads its text, and gives fewer than 8 tags for each (eq. 2, 3). */
import type { Item } from "../contract/catalog.ts"
import type { Scenario } from "../contract/scenario.ts"

export interface Tagger {
  /** Name, version and model, kept beside the tags it made. */
  readonly id: string
  /** How many items it can take at a time. */
  readonly concurrency: number
  /** At most `scenario.maxTags`, normalised, best first. `imagePath` is the item's stored image. */
  tagImage(item: Item, imagePath: string, scenario: Scenario, signal?: AbortSignal): Promise<string[]>
  tagText(item: Item, scenario: Scenario, signal?: AbortSignal): Promise<string[]>
}
