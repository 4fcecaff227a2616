/** The frames that a set draws in: the settings' own for what is cropped or padded, and one for each shape that is extended to. */
import type { Item } from "../../contract/catalog.ts"
import { note } from "../../contract/codes/index.ts"
import { isStudioError, reasonOf, StudioError } from "../../contract/errors.ts"
import { frameFor, scaleToFit } from "../../contract/frame.ts"
import type { ChannelSize, ImageSet } from "../../contract/image-set.ts"
import type { Note } from "../../contract/note.ts"
import { asItIs, isAsItIs, type Place } from "../../contract/place.ts"
import { rangeOf, settingsTable } from "../../contract/settings-table.ts"
import { checkPlace, type Size } from "../../personalize/place.ts"
import { type SizedSettings, usesPlace } from "../../personalize/settings.ts"

/** Settings of the set that another frame replaces. */
export type Frame = Size & Partial<Place>

/** What is drawn once for an item, a persona and a seed, and the sizes that are cut from it; none are those as drawn. */
export interface Drawing {
  /** Null draws in the settings' own frame. */
  frame: Frame | null
  sizes: readonly ChannelSize[]
}

/**
 * The drawings of an item; those whose frame leaves nothing to draw or doesn't show the item's picture are left out, and
 * `onGap` hears why. Extended, the item's picture lies whole in the middle; where the settings move it in a frame of the very
 * shape, it lies as they say.
 *
 * @throws StudioError image_set.bad_shape, image_set.extends_approved
 */
export function drawingsOf(
  set: Pick<ImageSet, "sizes" | "source">,
  settings: SizedSettings,
): (item: Item, onGap: (reason: Note) => void) => Drawing[] {
  const extended = set.sizes.filter(({ fit }) => fit === "extend")
  const others = set.sizes.filter(({ fit }) => fit !== "extend")
  if (set.source === "approved") {
    if (extended.length > 0)
      throw new StudioError("image_set.extends_approved", { sizes: extended.map(({ name }) => name) })
    return () => [{ frame: null, sizes: set.sizes }]
  }
  const shapes = extended.map(size => ({ size, frame: frameOf(size, settings) }))
  return (item, onGap) => {
    const drawings = new Map<string, Drawing>()
    if (others.length > 0 || extended.length === 0) drawings.set("", { frame: null, sizes: others })
    for (const { size, frame } of shapes) {
      const placed = usesPlace(settings) ? { ...frame, ...placeIn(item, frame, size, settings) } : frame
      const key = JSON.stringify(placed)
      drawings.set(key, { frame: placed, sizes: [...(drawings.get(key)?.sizes ?? []), size] })
    }
    return [...drawings.values()].filter(({ frame }) => {
      try {
        checkPlace(item, { ...settings, ...frame })
        return true
      } catch (error) {
        if (!isStudioError(error)) throw error
        onGap(reasonOf(error))
        return false
      }
    })
  }
}

function frameOf(size: ChannelSize, settings: Size): Size {
  const frame = frameFor(size, settings)
  if (!frame)
    throw new StudioError("image_set.bad_shape", {
      size: size.name,
      pixels: note("catalog.pixels", { width: size.width, height: size.height }),
    })
  return frame
}

const scales = rangeOf(settingsTable.placeScale)

/** None where the settings' own place is meant for this very frame. */
function placeIn(item: Size, frame: Size, size: Size, settings: SizedSettings): Partial<Place> {
  const isOwn = frame.width === settings.width && frame.height === settings.height
  if (isOwn && !isAsItIs(settings)) return {}
  const scale = scaleToFit(item, frame, size)
  return { ...asItIs, placeScale: Math.min(scales.max, Math.max(scales.min, scale)) }
}
