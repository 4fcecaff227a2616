/** Where the item's picture lies in the frame: as it is it covers the frame, and it is moved and scaled from there. */
import { type FrameSize, scaleToCover } from "./frame.ts"
import type { Settings } from "./settings.ts"

export type Place = Pick<Settings, "placeScale" | "placeX" | "placeY">

export const asItIs: Place = { placeScale: 1, placeX: 0, placeY: 0 }

export const isAsItIs = ({ placeScale, placeX, placeY }: Place): boolean =>
  placeScale === asItIs.placeScale && placeX === asItIs.placeX && placeY === asItIs.placeY

/** How many times its own size the picture has in the frame. */
export const factorIn = (
  frame: FrameSize,
  picture: FrameSize,
  { placeScale }: Pick<Place, "placeScale">,
): number => scaleToCover(frame, picture) * placeScale
