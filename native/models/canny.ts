/** Canny's edges (Canny 1986), equal to OpenCV's `cv2.Canny(image, low, high)` to the pixel. */
import type { RawImage } from "../base/raw-image.ts"

/** tan 22.5° in OpenCV's 15 bits. */
const tangent = 13573

/** Intensity gradients of a picture, pixel by pixel. */
interface Gradients {
  dx: Int32Array
  dy: Int32Array
  /** |dx| + |dy| */
  magnitude: Int32Array
}

/**
 * 1 where an edge is, else 0, row by row. An edge goes on where the gradient |dx| + |dy| (Sobel, 3×3) is above `low`, and has to
 * be above `high` somewhere.
 */
export function canny(image: RawImage, low: number, high: number): Uint8Array {
  const { width, height } = image
  const gradients = gradientsOf(image)
  const crests = crestsOf(gradients, width, height, low)
  const edges = new Uint8Array(width * height)
  const open: number[] = []
  for (let i = 0; i < edges.length; i++) {
    if (crests[i] && gradients.magnitude[i]! > high) {
      edges[i] = 1
      open.push(i)
    }
  }
  while (open.length > 0) {
    const i = open.pop()!
    for (const next of neighbours(i, width, height)) {
      if (!crests[next] || edges[next]) continue
      edges[next] = 1
      open.push(next)
    }
  }
  return edges
}

/** Sobel's gradients, of each pixel's channel that changes most (the first of equals); the rim's pixels go on beyond it. */
function gradientsOf({ data, width, height, channels }: RawImage): Gradients {
  const dx = new Int32Array(width * height)
  const dy = new Int32Array(width * height)
  const magnitude = new Int32Array(width * height).fill(-1)
  for (let y = 0; y < height; y++) {
    const rows = [Math.max(y - 1, 0), y, Math.min(y + 1, height - 1)].map(row => row * width)
    const [above, here, below] = rows as [number, number, number]
    for (let x = 0; x < width; x++) {
      const [left, right] = [Math.max(x - 1, 0), Math.min(x + 1, width - 1)]
      for (let channel = 0; channel < channels; channel++) {
        const at = (row: number, column: number) => data[(row + column) * channels + channel]!
        const corners = [at(above, left), at(above, right), at(below, left), at(below, right)] as const
        const [topLeft, topRight, bottomLeft, bottomRight] = corners
        const across = topRight + bottomRight - topLeft - bottomLeft + 2 * (at(here, right) - at(here, left))
        const down = bottomLeft + bottomRight - topLeft - topRight + 2 * (at(below, x) - at(above, x))
        const strength = Math.abs(across) + Math.abs(down)
        if (strength <= magnitude[here + x]!) continue
        magnitude[here + x] = strength
        dx[here + x] = across
        dy[here + x] = down
      }
    }
  }
  return { dx, dy, magnitude }
}

/** 1 where the gradient is above `low` and nowhere steeper across the edge; beyond the rim it is 0. */
function crestsOf({ dx, dy, magnitude }: Gradients, width: number, height: number, low: number): Uint8Array {
  const crests = new Uint8Array(width * height)
  const at = (x: number, y: number) =>
    x < 0 || y < 0 || x >= width || y >= height ? 0 : magnitude[y * width + x]!
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x
      const strength = magnitude[i]!
      if (strength <= low) continue
      const across = Math.abs(dx[i]!)
      const down = Math.abs(dy[i]!) * 2 ** 15
      const flat = across * tangent
      let crest: boolean
      if (down < flat) crest = strength > at(x - 1, y) && strength >= at(x + 1, y)
      else if (down > flat + across * 2 ** 16) crest = strength > at(x, y - 1) && strength >= at(x, y + 1)
      else {
        const slant = dx[i]! < 0 !== dy[i]! < 0 ? -1 : 1
        crest = strength > at(x - slant, y - 1) && strength > at(x + slant, y + 1)
      }
      if (crest) crests[i] = 1
    }
  }
  return crests
}

function* neighbours(i: number, width: number, height: number): Generator<number> {
  const [x, y] = [i % width, Math.floor(i / width)]
  for (let row = Math.max(y - 1, 0); row <= Math.min(y + 1, height - 1); row++) {
    for (let column = Math.max(x - 1, 0); column <= Math.min(x + 1, width - 1); column++) {
      if (row !== y || column !== x) yield row * width + column
    }
  }
}
