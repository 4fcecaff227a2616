/** Tags items of a workspace: each is saved when it is done, so a cancelled or broken run goes on where it stopped. */
import pLimit from "p-limit"
import type { Item, ItemTags } from "../contract/catalog.ts"
import { type ErrorCode, isStudioError, reasonOf, StudioError } from "../contract/errors.ts"
import type { Note } from "../contract/note.ts"
import type { Scenario } from "../contract/scenario.ts"
import { normaliseTags } from "./normalise.ts"
import { findScenario } from "./scenarios.ts"
import type { Tagger } from "./tagger.ts"

/** Where tags are kept; a workspace is one. */
export interface TagStore {
  itemTags(id: string): Promise<ItemTags | undefined>
  setItemTags(id: string, tags: ItemTags): Promise<void>
  /** Path of the stored image of that hash. */
  imagePath(hash: string): string
}

export interface TagOptions {
  /** Leaves items alone that this tagger has tagged already; the default. */
  readonly onlyMissing?: boolean
  readonly signal?: AbortSignal
  readonly onProgress?: (done: number, total: number) => void
}

export interface TagReport {
  tagged: number
  /** Items that this tagger had tagged before. */
  kept: number
  /** Items without tags, and why; a later run tries them again. */
  failed: { id: string; reason: Note }[]
}

/** Failures that every further item would meet too. */
const hopeless: ReadonlySet<ErrorCode> = new Set([
  "endpoint.unreachable",
  "endpoint.unauthorised",
  "endpoint.redirected",
  "endpoint.bad_key",
  "pack.no_component",
] satisfies ErrorCode[])

/** So many failures in a row mean that the tagger fails, not the items. */
const patience = 5

/**
 * Gives each item image tags and text tags (eq. 2, 3); the item's own tags come from the catalog.
 *
 * @throws StudioError job.cancelled, scenario.unknown, or what the tagger can't get over; tags saved until then stay
 */
export async function tagItems(
  store: TagStore,
  items: readonly Item[],
  tagger: Tagger,
  scenarios: ReadonlyMap<string, Scenario>,
  { onlyMissing = true, signal, onProgress }: TagOptions = {},
): Promise<TagReport> {
  for (const id of new Set(items.map(item => item.scenario))) findScenario(scenarios, id)
  const report: TagReport = { tagged: 0, kept: 0, failed: [] }
  const stop = new AbortController()
  const stopped = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal
  let failuresInARow = 0

  async function tagOne(item: Item): Promise<void> {
    stopped.throwIfAborted()
    if (onlyMissing && (await store.itemTags(item.id))?.tagger === tagger.id) {
      report.kept++
      return
    }
    const tags = await ask(item)
    if (!tags) return
    // As they are now: a person may have typed some meanwhile.
    const own = (await store.itemTags(item.id))?.own ?? normaliseTags(item.tags)
    await store.setItemTags(item.id, { ...tags, own, tagger: tagger.id })
    report.tagged++
  }

  /** The item's tags, or null when this item failed and the others may still succeed. */
  async function ask(item: Item): Promise<Pick<ItemTags, "image" | "text"> | null> {
    const scenario = findScenario(scenarios, item.scenario)
    try {
      const [image, text] = await Promise.all([
        tagger.tagImage(item, store.imagePath(item.image), scenario, stopped),
        tagger.tagText(item, scenario, stopped),
      ])
      failuresInARow = 0
      return { image, text }
    } catch (error) {
      if (stopped.aborted) throw error
      const code = isStudioError(error) ? error.code : null
      failuresInARow++
      if ((code && hopeless.has(code)) || failuresInARow >= patience) throw error
      report.failed.push({ id: item.id, reason: reasonOf(error) })
      return null
    }
  }

  const queue = pLimit(tagger.concurrency)
  let done = 0
  let broken: unknown
  await Promise.all(
    items.map(item =>
      queue(async () => {
        if (stopped.aborted) return
        try {
          await tagOne(item)
          onProgress?.(++done, items.length)
        } catch (error) {
          // The first failure is the cause; what it cuts short fails with it.
          if (!stopped.aborted) broken = error
          stop.abort()
        }
      }),
    ),
  )
  if (broken !== undefined) throw broken
  if (signal?.aborted) throw new StudioError("job.cancelled", { what: "tagging" })
  return report
}
