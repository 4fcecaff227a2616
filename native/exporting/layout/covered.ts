/** Where a layout's words, pictures and shapes would lie over what an item's masks keep. */
import { LRUCache } from "lru-cache"
import { keptIn, type Mask } from "../../base/mask.ts"
import type { LayoutElement } from "../../contract/layout.ts"
import { boxOf, type Rectangle } from "../../contract/layout-place.ts"
import type { MaskRef } from "../../contract/mask.ts"
import type { Place } from "../../contract/place.ts"
import { type Placement, windowOn } from "../../personalize/place.ts"
import { type Fields, filled } from "./fields.ts"
import type { LoadedLayout } from "./loaded.ts"
import { type Covered, coveredBy } from "./render.ts"

/** Nobody sees less opacity than that, 0 … 255. */
const leastSeen = 8

export interface CoveredMask {
  /** The element's place in the layout. */
  element: number
  /** The mask's name. */
  mask: string
}

/** By layout, size, words, mask and place, all named by what they hold. */
const known = new LRUCache<string, CoveredMask[]>({ max: 20_000 })

/**
 * The elements that cover a pixel which one of the masks keeps.
 *
 * @param placement how a file of that size shows the drawn image
 * @param place where the item's picture lies in the drawn image
 * @param readMask is asked only for masks that weren't looked at before
 */
export async function coveredMasks(
  loaded: LoadedLayout,
  fields: Fields,
  masks: readonly MaskRef[],
  placement: Placement,
  { placeScale, placeX, placeY }: Place,
  readMask: (mask: MaskRef) => Promise<Mask>,
): Promise<CoveredMask[]> {
  const found: CoveredMask[] = []
  const place = { placeScale, placeX, placeY }
  const words = loaded.layout.elements.map(element => wordsOf(element, fields))
  for (const mask of masks) {
    const key = JSON.stringify([loaded.ref.hash, words, mask, placement, place])
    let covered = known.get(key)
    if (!covered) {
      covered = await coveredIn(loaded, fields, mask.name, await readMask(mask), placement, place)
      known.set(key, covered)
    }
    found.push(...covered)
  }
  return found
}

const wordsOf = (element: LayoutElement, fields: Fields): string =>
  element.type === "text" ? filled(element.text, fields) : ""

async function coveredIn(
  loaded: LoadedLayout,
  fields: Fields,
  name: string,
  mask: Mask,
  placement: Placement,
  place: Place,
): Promise<CoveredMask[]> {
  const found: CoveredMask[] = []
  for (const [index, element] of loaded.layout.elements.entries()) {
    const box = { ...boxOf(element, loaded.layout, placement), alpha: null }
    // Words needn't be set where nothing is kept in their box.
    if (!coversKept(box, mask, placement, place)) continue
    const covered = await coveredBy(element, loaded, placement, fields)
    if (covered && coversKept(covered, mask, placement, place)) found.push({ element: index, mask: name })
  }
  return found
}

/** Whether an area shows over a pixel that the mask keeps; beside the drawn image nothing is kept. */
function coversKept(area: Covered, mask: Mask, placement: Placement, place: Place): boolean {
  const seen = within(area, placement)
  if (seen.width <= 0 || seen.height <= 0) return false
  const window = windowOn(mask, placement, place)
  const kept = keptIn(mask, {
    ...window,
    left: window.left + seen.left,
    top: window.top + seen.top,
    width: seen.width,
    height: seen.height,
  })
  if (!area.alpha) return kept.includes(1)
  for (let y = 0; y < seen.height; y++) {
    const row = (seen.top - area.top + y) * area.width + seen.left - area.left
    for (let x = 0; x < seen.width; x++)
      if (kept[y * seen.width + x] && area.alpha[row + x]! >= leastSeen) return true
  }
  return false
}

/** An area's part on the drawn image, of what the file shows. */
function within(area: Rectangle, { wide, high, left, top, width, height }: Placement): Rectangle {
  const [first, upper] = [Math.max(0, -left, area.left), Math.max(0, -top, area.top)]
  return {
    left: first,
    top: upper,
    width: Math.min(width, wide - left, area.left + area.width) - first,
    height: Math.min(height, high - top, area.top + area.height) - upper,
  }
}
