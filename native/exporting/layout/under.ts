/** Pictures to show a layout over, cut to a size as an image set cuts them. The latest ones are kept in memory. */
import { LRUCache } from "lru-cache"
import type { RawImage } from "../../base/raw-image.ts"
import { note } from "../../contract/codes/index.ts"
import { StudioError } from "../../contract/errors.ts"
import type { ChannelSize } from "../../contract/image-set.ts"
import { readImage } from "../../models/image.ts"
import { isImage } from "../image-format.ts"
import { cutTo } from "../image-set/sizes.ts"

/** How a picture is cut where nobody says. */
export const usualLook = { focus: { x: 0.5, y: 0.5 }, background: "#ffffff" }

export class Underlays {
  readonly #kept = new LRUCache<string, RawImage>({
    maxSize: 64 * 1024 * 1024,
    sizeCalculation: ({ data }) => data.length,
  })

  /**
   * @param name of the picture: another one has another name
   * @param source a file, or bytes of unknown origin
   * @throws StudioError image.unreadable
   */
  async of(name: string, source: string | Buffer, size: ChannelSize): Promise<RawImage> {
    const key = JSON.stringify([name, size.width, size.height, size.fit])
    const known = this.#kept.get(key)
    if (known) return known
    // Told by its beginning before any decoder sees it: those of SVG would read other files.
    if (typeof source !== "string" && !isImage(source))
      throw new StudioError("image.unreadable", {
        image: "(in memory)",
        reason: note("layout.bad_image", { file: "(in memory)" }),
      })
    const cut = await cutTo(await readImage(source), size, usualLook)
    this.#kept.set(key, cut)
    return cut
  }
}

/** From dark to light: words can be judged on both. */
export function plainImage({ width, height }: { width: number; height: number }): RawImage {
  const data = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = 60 + Math.round((150 * (x / width + y / height)) / 2)
      data.fill(value, 3 * (y * width + x), 3 * (y * width + x) + 3)
    }
  }
  return { width, height, channels: 3, data }
}
