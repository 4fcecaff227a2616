/** Drawings that no training saw: facet combinations that are kept from it, from a stream of their own. */
import type { RawImage } from "../../native/models/image.ts"
import { draw } from "../starter/artist/compose.ts"
import type { DrawingSpec } from "../starter/artist/world.ts"
import { rasterise, record, specAt } from "../starter/draw.ts"

const seed = 77_000_001
const side = 256

export interface Unseen extends ReturnType<typeof record> {
  facets: DrawingSpec["facets"]
  image: RawImage
  /** Where its subject is: size × size, 0 or 255, anything between along the edge. */
  mask(size: number): Promise<Uint8Array>
}

/** A `spread` below 1 draws a calm one: what no word names hardly varies. */
export async function unseenDrawing(index: number, spread = 1): Promise<Unseen> {
  const spec = specAt(seed, index, "heldout")
  const { svg, maskSvg } = draw(spec, spread)
  const data = new Uint8Array(await rasterise(svg, side, 3))
  return {
    ...record(spec),
    image: { width: side, height: side, channels: 3, data },
    mask: size => rasterise(maskSvg, size, 1),
  }
}

/** `count` unseen drawings, one at a time. */
export async function* unseenDrawings(count: number, spread = 1): AsyncGenerator<Unseen> {
  for (let index = 0; index < count; index++) yield unseenDrawing(index, spread)
}
