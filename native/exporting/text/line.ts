/**
 * One line of text as pixels, set by Pango: joined, ordered and put together as its script wants, with the fonts that have
 * its characters. Never letter by letter.
 */
import { LRUCache } from "lru-cache"
import sharp from "sharp"
import { escapeXml, escapeXmlAttribute } from "../../base/escape-xml.ts"
import { ownFamilies, prepareFonts } from "./fonts.ts"

export interface TextStyle {
  /** Pixels per em. */
  size: number
  weight?: number
  italic?: boolean
  /** As #rrggbb. */
  fill?: string
  /** Families to try first; the program's own and the system's follow. */
  families?: readonly string[]
  /** BCP 47, for characters that languages draw differently; guessed from the text when absent. */
  language?: string | null
}

/** The ink of a line, cut to its edges: RGBA. */
export interface SetLine {
  data: Buffer
  width: number
  height: number
  /** Pixels from the upper edge down to the baseline; more than `height` when nothing reaches it. */
  above: number
}

/** Larger than any picture that is set on: a line that is wider is cut before it is set. */
const mostPixels = 60_000
const mostCharacters = 4000

const rightToLeft =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u
const strong = /\p{L}/u

/** By the first letter, as Unicode's rule P2. */
export function directionOf(text: string): "ltr" | "rtl" {
  const first = [...text].find(character => strong.test(character))
  return first !== undefined && rightToLeft.test(first) ? "rtl" : "ltr"
}

/** Chinese, Japanese and Korean share characters that each draws in its own way. */
export function languageOf(text: string): string | null {
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return "ja"
  if (/\p{Script=Hangul}/u.test(text)) return "ko"
  return /\p{Script=Han}/u.test(text) ? "zh-CN" : null
}

/** What Pango can set: one line of well-formed text without controls. */
export const plainLine = (text: string): string =>
  text
    .toWellFormed()
    .normalize("NFC")
    .replace(/[^\S\u00a0\u202f\ufeff]+/gu, " ")
    .replace(/[\p{Cc}\u2028\u2029\ufffe\uffff]/gu, "")
    .trim()

const [leftToRightMark, isolateRight, isolateLeft, endOfIsolate] = ["\u200e", "\u2067", "\u2066", "\u2069"]

/**
 * Pango's picture is cut to its ink and doesn't say where the baseline is. A bar of the line's own size stands before it,
 * and is cut away: its upper end has always the same distance from the baseline. (At another size Pango would move
 * scripts that hang or stand on other lines than Latin does.)
 */
let barAbove: Promise<number> | undefined

interface Pixels {
  data: Buffer
  width: number
  height: number
}

async function pixelsOf(text: string, style: TextStyle): Promise<Pixels> {
  prepareFonts()
  const { size, weight = 400, italic = false, fill = "#000000", families = [] } = style
  const language = style.language ?? languageOf(text)
  const family = escapeXmlAttribute([...families, ...ownFamilies, "sans-serif"].join(","))
  const units = (pixels: number) => Math.max(1, Math.round(pixels * 1024))
  const [open, close] = [directionOf(text) === "rtl" ? isolateRight : isolateLeft, endOfIsolate]
  const bar = `<span font_family="${ownFamilies[0]}" size="${units(size)}">${leftToRightMark}|\u00a0\u00a0</span>`
  const line = `<span font_family="${family}" weight="${weight}" size="${units(size)}" foreground="${fill}"${
    italic ? ' style="italic"' : ""
  }${language ? ` lang="${escapeXmlAttribute(language)}"` : ""}>${open}${escapeXml(text)}${close}</span>`
  const { data, info } = await sharp({
    text: { text: bar + line, font: `${ownFamilies[0]} 10`, dpi: 72, rgba: true, wrap: "none" },
  })
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height }
}

const lines = new LRUCache<string, SetLine>({
  maxSize: 48 * 1024 * 1024,
  sizeCalculation: ({ data }) => data.length + 64,
})

/** The line; an empty one for a text that shows nothing. */
export async function setLine(text: string, style: TextStyle): Promise<SetLine> {
  const plain = plainLine(text).slice(0, mostCharacters).toWellFormed()
  if (plain === "") return emptyLine
  const size = Math.min(style.size, mostPixels / plain.length)
  const key = JSON.stringify([plain, { ...style, size }])
  const known = lines.get(key)
  if (known) return known
  const { line, barTop } = afterBar(await pixelsOf(plain, { ...style, size }))
  barAbove ??= measureBar()
  const set = line
    ? { ...line.pixels, above: Math.round((await barAbove) * size) + barTop - line.top }
    : emptyLine
  lines.set(key, set)
  return set
}

const emptyLine: SetLine = { data: Buffer.alloc(0), width: 0, height: 0, above: 0 }

/** Width of a line's ink in pixels. */
export async function lineWidth(text: string, style: TextStyle): Promise<number> {
  return (await setLine(text, style)).width
}

/** Ems from the bar's upper end to the baseline, on which an H stands. */
async function measureBar(): Promise<number> {
  const size = 200
  const { line, barTop } = afterBar(await pixelsOf("H", { size }))
  return (line!.top + line!.pixels.height - barTop) / size
}

/** Cuts the bar away: ink, then columns without any, then the line. */
function afterBar({ data, width, height }: Pixels): {
  line: { pixels: Pixels; top: number } | null
  barTop: number
} {
  const isInk = (x: number, y: number) => data[4 * (y * width + x) + 3]! > 0
  const column = (x: number) => {
    for (let y = 0; y < height; y++) if (isInk(x, y)) return true
    return false
  }
  let x = 0
  while (x < width && !column(x)) x++
  const bar = x
  while (x < width && column(x)) x++
  let barTop = 0
  while (barTop < height && !isInk(Math.floor((bar + x) / 2), barTop)) barTop++
  while (x < width && !column(x)) x++
  if (x === width) return { line: null, barTop }
  let right = width
  while (!column(right - 1)) right--
  const row = (y: number) => {
    for (let at = x; at < right; at++) if (isInk(at, y)) return true
    return false
  }
  let top = 0
  while (!row(top)) top++
  let bottom = height
  while (!row(bottom - 1)) bottom--
  const stride = 4 * (right - x)
  const cut = Buffer.alloc(stride * (bottom - top))
  for (let y = top; y < bottom; y++)
    data.copy(cut, (y - top) * stride, 4 * (y * width + x), 4 * (y * width + right))
  return { line: { pixels: { data: cut, width: right - x, height: bottom - top }, top }, barTop }
}
