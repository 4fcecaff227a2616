/** Layouts that would lie over what an item's masks keep: said before a set starts. */
import { setImmediate as breathe } from "node:timers/promises"
import { readMask } from "../../catalog/mask-store.ts"
import type { Workspace } from "../../catalog/workspace.ts"
import type { Item } from "../../contract/catalog.ts"
import { note } from "../../contract/codes/index.ts"
import { isStudioError } from "../../contract/errors.ts"
import type { ChannelSize, ImageSet } from "../../contract/image-set.ts"
import type { MaskRef } from "../../contract/mask.ts"
import type { Note } from "../../contract/note.ts"
import type { Place } from "../../contract/place.ts"
import type { SizedSettings } from "../../personalize/settings.ts"
import { type CoveredMask, coveredMasks } from "../layout/covered.ts"
import { fieldsOf } from "../layout/fields.ts"
import type { LoadedLayout } from "../layout/loaded.ts"
import type { SetPlan } from "./plan.ts"
import { placementAt } from "./sizes.ts"

const mostNamed = 5

/** What of a file decides which masks its layout covers. */
interface LaidOutFile {
  item: Item
  masks: readonly MaskRef[]
  place: Place
  /** The size of the drawn image. */
  drawn: { width: number; height: number }
  size: ChannelSize
  loaded: LoadedLayout
}

/** @param layouts of the set's sizes, by name */
export async function coveredInSet(
  workspace: Workspace,
  { images }: SetPlan,
  set: ImageSet,
  settings: SizedSettings,
  layouts: ReadonlyMap<string, LoadedLayout>,
): Promise<Note[]> {
  const found = new Map<string, CoveredMask & { layout: string; size: string; items: Set<string> }>()
  for (const { item, masks, place, drawn, size, loaded } of laidOutFiles(images, settings, layouts)) {
    await breathe()
    const fields = fieldsOf(item, workspace.itemExtras(item.id))
    const placement = placementAt(drawn, size, set)
    const read = (mask: MaskRef) => readMask(workspace, item.id, mask)
    const covered = coveredMasks(loaded, fields, masks, placement, place, read)
    for (const { element, mask } of await covered.catch(noneOfLostFile)) {
      const layout = loaded.layout.name
      const key = JSON.stringify([layout, element, size.name, mask])
      const known = found.get(key) ?? { layout, element, size: size.name, mask, items: new Set() }
      known.items.add(item.id)
      found.set(key, known)
    }
  }
  return [...found.values()].map(({ layout, element, size, mask, items }) =>
    note("layout.at", {
      layout,
      problem: note("layout.covers", {
        box: element + 1,
        mask,
        size,
        count: items.size,
        items: [...items].slice(0, mostNamed),
      }),
    }),
  )
}

/** Files that share all of this, as those of personas and seeds mostly do, are named once. */
function* laidOutFiles(
  images: SetPlan["images"],
  settings: SizedSettings,
  layouts: ReadonlyMap<string, LoadedLayout>,
): Generator<LaidOutFile, void, undefined> {
  const named = new Set<string>()
  for (const { item, masks: ofSettings, render, frame, files } of images) {
    const masks = render?.recipe.plan.masks ?? ofSettings
    if (masks.length === 0) continue
    const { placeScale, placeX, placeY } = render?.recipe.settings ?? { ...settings, ...frame }
    const { width, height } = render?.recipe.made ?? frame ?? settings
    const [place, drawn] = [
      { placeScale, placeX, placeY },
      { width, height },
    ]
    for (const { size } of files) {
      const loaded = layouts.get(size.layout ?? "")
      const key = JSON.stringify([item.id, size.name, masks, drawn, place])
      if (!loaded || named.has(key)) continue
      named.add(key)
      yield { item, masks, place, drawn, size, loaded }
    }
  }
}

/** An approved render whose mask was lost: that it can't be made is said where it is. */
function noneOfLostFile(error: unknown): CoveredMask[] {
  if (isStudioError(error, "mask.file_gone")) return []
  throw error
}
