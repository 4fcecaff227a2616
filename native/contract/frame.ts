/** The frame that is drawn for a channel's size: its shape, as nearly as sides that networks can draw allow. */
import { sideSchema } from "./setting-values.ts"

export interface FrameSize {
  width: number
  height: number
}

/** What of a frame a channel's size shows: shares of its width and height, around its middle. */
export interface Shown {
  across: number
  down: number
}

const step = 64
/** How many times the pixels of the usual frame another may have. */
const areas = { least: 0.5, most: 2 } as const
/** Of a frame at least so much is shown: a shape that is longer can't be drawn. */
const leastShown = 0.8

/** What of a frame is left when it is cropped to a size. */
export function shownOf(frame: FrameSize, size: FrameSize): Shown {
  const wider = frame.width * size.height - frame.height * size.width
  if (wider > 0) return { across: (frame.height * size.width) / (size.height * frame.width), down: 1 }
  return { across: 1, down: (frame.width * size.height) / (size.width * frame.height) }
}

/**
 * The frame to draw for a size: about as many pixels as `usual` has, and little of it cropped off. Null for a shape that is
 * too long.
 *
 * @example frameFor({ width: 1080, height: 1920 }, { width: 256, height: 256 }) // { width: 192, height: 320 }
 */
export function frameFor(size: FrameSize, usual: FrameSize): FrameSize | null {
  const wanted = usual.width * usual.height
  let best: { frame: FrameSize; cost: number } | null = null
  for (let width = sideSchema.minValue!; width <= sideSchema.maxValue!; width += step) {
    for (let height = sideSchema.minValue!; height <= sideSchema.maxValue!; height += step) {
      const area = (width * height) / wanted
      if (area < areas.least || area > areas.most) continue
      const { across, down } = shownOf({ width, height }, size)
      if (across * down < leastShown) continue
      const cost = 1 - across * down + 0.25 * Math.abs(Math.log(area))
      if (!best || cost < best.cost) best = { frame: { width, height }, cost }
    }
  }
  return best?.frame ?? null
}

/** How many times its own size a picture has where it covers a frame. */
export const scaleToCover = (frame: FrameSize, picture: FrameSize): number =>
  Math.max(frame.width / picture.width, frame.height / picture.height)

/** The place's scale at which a picture lies whole in what a size shows of a frame; 1 covers the frame. */
export function scaleToFit(picture: FrameSize, frame: FrameSize, size: FrameSize): number {
  const { across, down } = shownOf(frame, size)
  const fits = Math.min((across * frame.width) / picture.width, (down * frame.height) / picture.height)
  return fits / scaleToCover(frame, picture)
}
