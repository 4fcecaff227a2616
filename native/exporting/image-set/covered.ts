/** Layouts that would lie over what an item's masks keep: said before a set starts. */
import { setImmediate as breathe } from "node:timers/promises"
import { readMask } from "../../catalog/mask-store.ts"
import type { Workspace } from "../../catalog/workspace.ts"
import { note } from "../../contract/codes/index.ts"
import { isStudioError } from "../../contract/errors.ts"
import type { ImageSet } from "../../contract/image-set.ts"
import type { Note } from "../../contract/note.ts"
import type { SizedSettings } from "../../personalize/settings.ts"
import { type CoveredMask, coveredMasks } from "../layout/covered.ts"
import { fieldsOf } from "../layout/fields.ts"
import type { LoadedLayout } from "../layout/loaded.ts"
import type { SetPlan } from "./plan.ts"
import { placementAt } from "./sizes.ts"

const mostNamed = 5

/** @param layouts of the set's sizes, by name */
export async function coveredInSet(
  workspace: Workspace,
  { images }: SetPlan,
  set: ImageSet,
  settings: SizedSettings,
  layouts: ReadonlyMap<string, LoadedLayout>,
): Promise<Note[]> {
  const items = new Map<string, CoveredMask & { layout: string; size: string; items: Set<string> }>()
  const looked = new Set<string>()
  for (const { item, masks: ofSettings, render, frame, files } of images) {
    const masks = render?.recipe.plan.masks ?? ofSettings
    if (masks.length === 0) continue
    const place = render?.recipe.settings ?? { ...settings, ...frame }
    const { width, height } = render?.recipe.made ?? frame ?? settings
    for (const { size } of files) {
      const loaded = layouts.get(size.layout ?? "")
      const { placeScale, placeX, placeY } = place
      const key = JSON.stringify([item.id, size.name, masks, width, height, placeScale, placeX, placeY])
      // Personas and seeds mostly share all of these.
      if (!loaded || looked.has(key)) continue
      looked.add(key)
      await breathe()
      const fields = fieldsOf(item, workspace.itemExtras(item.id))
      const placement = placementAt({ width, height }, size, set)
      for (const { element, mask } of await coveredMasks(loaded, fields, masks, placement, place, mask =>
        readMask(workspace, item.id, mask),
      ).catch(noneOfLostFile)) {
        const layout = loaded.layout.name
        const same = JSON.stringify([layout, element, size.name, mask])
        const known = items.get(same) ?? { layout, element, size: size.name, mask, items: new Set() }
        known.items.add(item.id)
        items.set(same, known)
      }
    }
  }
  return [...items.values()].map(({ layout, element, size, mask, items }) =>
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

/** An approved render whose mask was lost: that it can't be made is said where it is. */
function noneOfLostFile(error: unknown): CoveredMask[] {
  if (isStudioError(error, "mask.file_gone")) return []
  throw error
}
