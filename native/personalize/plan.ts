/**
 * The first half of the main road: what one item and one persona say, before anything is drawn.
 * Tags (eq. 2–4) → interests (eq. 5) → rewrite → retrieve (eq. 6–9).
 */
import { LRUCache } from "lru-cache"
import { memoized } from "../base/memo.ts"
import { row } from "../base/tensor-rows.ts"
import { pseudonymOf } from "../catalog/persona.ts"
import { type Item, type ItemTags, itemText, type Persona, type TagMerge } from "../contract/catalog.ts"
import { StudioError } from "../contract/errors.ts"
import type { RecipePlan } from "../contract/recipe.ts"
import type { Scenario } from "../contract/scenario.ts"
import type { Settings } from "../contract/settings.ts"
import { countInterests, type TaggedItem } from "../interests/counter.ts"
import { readTags } from "../interests/merge.ts"
import { itemTagSet } from "../interests/normalise.ts"
import { rewrite } from "../interests/rewrite.ts"
import { sha256 } from "./hash.ts"
import type { Studio } from "./studio.ts"

/** The part of a recipe that is settled before an image is drawn. */
export type Plan = Omit<RecipePlan, "preprocessing">

/** What a reading of item and persona settles of it: masks and words to avoid are looked up anew each time. */
export type ReadPlan = Omit<Plan, "masks" | "avoid">

/** What the plans of one item share, whoever they are for: in a set, its personas come one after the other. */
export class ItemMemory {
  readonly items = new LRUCache<string, Promise<Item>>({ max: 32 })
  readonly imageNeighbours = new LRUCache<string, Promise<Plan["imageNeighbours"]>>({ max: 32 })

  forget(): void {
    this.items.clear()
    this.imageNeighbours.clear()
  }
}

/** The item, the persona and the settings of a personalisation. */
export interface Subject {
  item: Item
  persona: Persona
  scenario: Scenario
  /** The k items that count, most recent first. */
  history: Item[]
}

/** A plan with the data that it was made from. */
export interface Reading {
  subject: Subject
  /** The history's tags, as they were counted. */
  tagged: TaggedItem[]
  /** The tag merges in force. */
  merges: readonly TagMerge[]
  plan: ReadPlan
}

/** The settings that a plan depends on. */
export type PlanSettings = Pick<
  Settings,
  "tags" | "history" | "neighbours" | "fit" | "excludeSelf" | "excludedNeighbours" | "excludedHistory"
>

/**
 * Finds item, persona and the persona's last k items before the item.
 *
 * @throws StudioError catalog.unknown_item and catalog.unknown_persona with near matches, persona.short_history
 */
export async function findSubject(
  studio: Studio,
  itemId: string,
  personaOrId: string | Persona,
  settings: Pick<Settings, "history" | "excludedHistory">,
  memory = new ItemMemory(),
): Promise<Subject> {
  const { workspace } = studio
  const item = await memoized(memory.items, itemId, () => workspace.findItem(itemId))
  const persona = typeof personaOrId === "string" ? await workspace.findPersona(personaOrId) : personaOrId
  const scenario = studio.scenario(item.scenario)
  const history = await workspace.historyOf(persona, item.id, settings.history, settings.excludedHistory)
  return { item, persona, scenario, history }
}

/**
 * Reads the subject as the paper does, up to T* and its neighbours. Without the rewrite, T takes the place of T*:
 * the U-Net reads it, and texts are retrieved by it. A `word` stands before T, and stays as the title does.
 *
 * @throws StudioError item.untagged, pool.unknown_item
 */
export async function planPersonalization(
  studio: Studio,
  subject: Subject,
  settings: PlanSettings,
  { rewrites, word, memory }: { rewrites: boolean; word?: string | undefined; memory: ItemMemory },
): Promise<Reading> {
  const { item, persona, scenario, history } = subject
  const { workspace, pipeline } = studio

  const tags = await tagsOf(studio, item)
  const tagged = await Promise.all(
    history.map(async past => ({ id: past.id, tags: itemTagSet(await tagsOf(studio, past)) })),
  )
  const merges = await workspace.tagMerges()
  const interests = countInterests(tagged, {
    limit: settings.tags,
    pinned: persona.pinned,
    banned: persona.banned,
    merges,
  })
  const withWord = (text: string) => (word === undefined ? text : `${word}. ${text}`)
  const rewritten = rewrite({
    text: withWord(itemText(item)),
    title: withWord(item.title),
    phi: scenario.phi,
    itemTags: rewrites ? readTags(itemTagSet(tags), merges) : [],
    interests: rewrites ? interests.map(interest => interest.tag) : [],
    fit: settings.fit,
    limit: pipeline.tokenizer.limit,
    countTokens: text => pipeline.tokenizer.count(text),
  })
  const { textNeighbours, imageNeighbours } = await retrieve(studio, item, rewritten.text, settings, memory)
  const plan = {
    scenario: { id: scenario.id, phi: scenario.phi },
    item: { id: item.id, imageHash: item.image, textHash: sha256(itemText(item)) },
    persona: { pseudonym: pseudonymOf(persona, workspace.salt), history: history.map(past => past.id) },
    tags,
    interests,
    pinned: persona.pinned,
    banned: persona.banned,
    rewrite: rewritten,
    textNeighbours,
    imageNeighbours,
  }
  return { subject, tagged, merges, plan }
}

async function tagsOf(studio: Studio, item: Item): Promise<ItemTags> {
  const tags = await studio.workspace.itemTags(item.id)
  if (!tags) throw new StudioError("item.untagged", { item: item.id })
  return tags
}

/** Φ: the K texts nearest to T*; Ψ: the K images nearest to the item's own (eq. 8, 9). */
async function retrieve(
  { texts, pool }: Studio,
  item: Item,
  text: string,
  settings: PlanSettings,
  memory: ItemMemory,
): Promise<Pick<Plan, "textNeighbours" | "imageNeighbours">> {
  const options = {
    // One pool a scenario, as the paper has one a data set: a news picture says nothing about an outfit.
    scenario: item.scenario,
    exclude: settings.excludeSelf ? [...settings.excludedNeighbours, item.id] : settings.excludedNeighbours,
  }
  const { id, image } = item
  const key = JSON.stringify([id, image, settings.neighbours, options])
  const [textNeighbours, imageNeighbours] = await Promise.all([
    texts.of(text).then(({ pooled }) => pool.nearestTexts(row(pooled, 0), settings.neighbours, options)),
    memoized(memory.imageNeighbours, key, async () => {
      const [own] = await pool.vectors([id], "image")
      return pool.nearestImages(own!, settings.neighbours, options)
    }),
  ])
  return { textNeighbours, imageNeighbours }
}
