/** Items of which what is protected would be shown larger than their pictures are: said before a set starts. */
import { originalSize } from "../../catalog/originals.ts"
import type { Workspace } from "../../catalog/workspace.ts"
import type { Item } from "../../contract/catalog.ts"
import { note } from "../../contract/codes/index.ts"
import type { ImageSet } from "../../contract/image-set.ts"
import type { Note } from "../../contract/note.ts"
import { windowOn } from "../../personalize/place.ts"
import type { SizedSettings } from "../../personalize/settings.ts"
import type { PlannedImage, SetPlan } from "./plan.ts"
import { placementAt } from "./sizes.ts"

/** Nobody sees less than that. */
const leastSeen = 1.05
const mostNamed = 5

export async function enlargedOriginals(
  workspace: Workspace,
  { images }: SetPlan,
  set: ImageSet,
  settings: SizedSettings,
): Promise<Note[]> {
  const shown = new Map<string, { item: Item; times: number }>()
  for (const image of images) {
    const { item } = image
    const times = timesOf(image, set, settings)
    if (times > (shown.get(item.id)?.times ?? leastSeen)) shown.set(item.id, { item, times })
  }
  const enlarged = new Map<string, number>()
  for (const { item, times } of shown.values()) {
    const larger = await originalSize(workspace, item.image)
    const left = (times * item.width) / (larger?.width ?? item.width)
    if (left > leastSeen) enlarged.set(item.id, left)
  }
  if (enlarged.size === 0) return []
  const items = [...enlarged.keys()].slice(0, mostNamed)
  const most = Number(Math.max(...enlarged.values()).toFixed(1))
  return [note("image_set.protected_enlarged", { count: enlarged.size, items, times: most })]
}

/** How many times its own size the workspace's picture has in the largest of an image's files; 0 where none of it is kept. */
function timesOf(
  { item, masks, frame, render, files }: PlannedImage,
  set: ImageSet,
  settings: SizedSettings,
): number {
  const place = render?.recipe.settings ?? { ...settings, ...frame }
  const kept = render?.recipe.plan.masks ?? masks
  if (kept.length === 0 && !place.protectWhole) return 0
  const drawn = render?.recipe.made ?? frame ?? settings
  return Math.max(
    ...files.map(({ size }) => windowOn(item, placementAt(drawn, size, set), place).scaledWidth / item.width),
  )
}
