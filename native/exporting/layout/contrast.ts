/** Words that can be read on whatever lies under them: WCAG 2.2, relative luminance and contrast ratio. */
import type { RawImage } from "../../base/raw-image.ts"
import type { Rectangle } from "../../contract/layout-place.ts"

export type Rgb = readonly [number, number, number]

/** WCAG 1.4.3 asks for so much; a little more covers rounding. */
const enoughContrast = 4.5
const aimed = 4.6

const linear = Float64Array.from({ length: 256 }, (_, value) => {
  const share = value / 255
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
})

export const luminance = (red: number, green: number, blue: number): number =>
  0.2126 * linear[red]! + 0.7152 * linear[green]! + 0.0722 * linear[blue]!

export const contrast = (one: number, other: number): number =>
  (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)

export const rgbOf = (colour: string): Rgb => {
  const value = Number.parseInt(colour.slice(1), 16)
  return [value >> 16, (value >> 8) & 255, value & 255]
}

const white: Rgb = [255, 255, 255]
const black: Rgb = [0, 0, 0]

export interface Legible {
  colour: Rgb
  /** Laid under the words; null where they can be read without. */
  plate: { colour: Rgb; opacity: number } | null
}

/** The colour of words over a part of an image, and the weakest plate under them with which each of its pixels gives 4.5:1. */
export function legible(image: RawImage, area: Rectangle, wanted: string | "auto"): Legible {
  const colours = wanted === "auto" ? [white, black] : [rgbOf(wanted)]
  const found = colours.map(colour => ({ colour, plate: plateUnder(image, area, colour) }))
  // One that needs no plate is better than one that does; of two alike, the one that stands out more without: a plate then
  // darkens what is dark and brightens what is bright, instead of turning a night grey.
  const bare = found.filter(({ plate }) => plate === null)
  const gain = ({ colour }: Legible) =>
    bare.length > 0
      ? worst(image, area, colour, colour, 0)
      : contrast(luminance(...colour), mean(image, area))
  return (bare.length > 0 ? bare : found).reduce((one, other) => (gain(other) > gain(one) ? other : one))
}

/** Mean luminance of a part of an image. */
function mean(image: RawImage, area: Rectangle): number {
  let [sum, count] = [0, 0]
  eachPixel(image, area, (red, green, blue) => {
    sum += luminance(red, green, blue)
    count++
  })
  return sum / Math.max(1, count)
}

function eachPixel(
  { data, width, height }: RawImage,
  { left, top, width: wide, height: high }: Rectangle,
  visit: (red: number, green: number, blue: number) => void,
): void {
  for (let y = Math.max(0, top); y < Math.min(height, top + high); y++) {
    for (let x = Math.max(0, left); x < Math.min(width, left + wide); x++) {
      const at = 3 * (y * width + x)
      visit(data[at]!, data[at + 1]!, data[at + 2]!)
    }
  }
}

/** Null where the words can be read without one. */
function plateUnder(image: RawImage, area: Rectangle, colour: Rgb): Legible["plate"] {
  const own = luminance(...colour)
  const under = contrast(own, 0) >= contrast(own, 1) ? black : white
  if (worst(image, area, colour, under, 0) >= enoughContrast) return null
  let [low, high] = [0, 1]
  for (let step = 0; step < 6; step++) {
    const middle = (low + high) / 2
    if (worst(image, area, colour, under, middle) >= aimed) high = middle
    else low = middle
  }
  return { colour: under, opacity: high }
}

/** The lowest contrast of a colour with any pixel under it, after a plate of that opacity was laid over. */
function worst(image: RawImage, area: Rectangle, colour: Rgb, under: Rgb, opacity: number): number {
  const own = luminance(...colour)
  const over = (value: number, plate: number) => Math.round(value + (plate - value) * opacity)
  let lowest = Number.POSITIVE_INFINITY
  eachPixel(image, area, (red, green, blue) => {
    const found = luminance(over(red, under[0]), over(green, under[1]), over(blue, under[2]))
    lowest = Math.min(lowest, contrast(own, found))
  })
  return lowest
}
