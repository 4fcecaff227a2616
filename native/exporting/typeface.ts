/**
 * Text for sheets as glyph outlines, so that a sheet looks the same on every machine, also on one without any fonts.
 * The typeface is Inter, which comes as one file per script; a file is opened when a letter first needs it.
 */
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import opentype, { type Font, type Glyph } from "opentype.js"

export type Weight = 400 | 600

export interface TextStyle {
  /** Pixels per em. */
  size: number
  weight?: Weight
  fill?: string
  /** Which point of the text `x` names. */
  anchor?: "start" | "middle" | "end"
}

const scripts = ["latin", "latin-ext", "greek", "cyrillic", "vietnamese"] as const
const require = createRequire(import.meta.url)
const fonts = new Map<string, Font>()

function font(script: (typeof scripts)[number], weight: Weight): Font {
  const name = `inter-${script}-${weight}-normal.woff`
  const known = fonts.get(name)
  if (known) return known
  const { buffer, byteOffset, byteLength } = readFileSync(require.resolve(`@fontsource/inter/files/${name}`))
  const opened = opentype.parse(buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer)
  fonts.set(name, opened)
  return opened
}

/** The letter's glyph, or null when Inter has none (Chinese, emoji …). */
function glyphOf(character: string, weight: Weight): { glyph: Glyph; unitsPerEm: number } | null {
  for (const script of scripts) {
    const candidate = font(script, weight)
    const glyph = candidate.charToGlyph(character)
    if (glyph.index !== 0) return { glyph, unitsPerEm: candidate.unitsPerEm }
  }
  return null
}

/** Letters that Inter lacks are as wide as high, as Chinese ones are. */
function advance(character: string, size: number, weight: Weight): number {
  const found = glyphOf(character, weight)
  return found ? ((found.glyph.advanceWidth ?? 0) / found.unitsPerEm) * size : size
}

const letters = (text: string): string[] => [...text.normalize("NFC").replace(/\s+/g, " ")]

/** Width of one line in pixels. */
export const textWidth = (text: string, { size, weight = 400 }: TextStyle): number =>
  letters(text).reduce((width, letter) => width + advance(letter, size, weight), 0)

/** One line as SVG, its baseline at y. Letters that Inter lacks are left to the machine's own fonts. */
export function textToSvg(text: string, x: number, y: number, style: TextStyle): string {
  const { size, weight = 400, fill = "#000", anchor = "start" } = style
  const shift = { start: 0, middle: 0.5, end: 1 }[anchor] * textWidth(text, style)
  let at = x - shift
  let outlines = ""
  let foreign = ""
  for (const letter of letters(text)) {
    const found = glyphOf(letter, weight)
    if (found) outlines += found.glyph.getPath(at, y, size).toPathData(2)
    else foreign += `<text x="${at}" y="${y}" font-size="${size}" fill="${fill}">${escapeXml(letter)}</text>`
    at += advance(letter, size, weight)
  }
  return `<path d="${outlines}" fill="${fill}"/>${foreign}`
}

/** The text, cut with an ellipsis when it is wider than `width`. */
export function fitText(text: string, width: number, style: TextStyle): string {
  if (textWidth(text, style) <= width) return text
  const kept = letters(text)
  while (kept.length > 0 && textWidth(`${kept.join("").trimEnd()}…`, style) > width) kept.pop()
  return `${kept.join("").trimEnd()}…`
}

const escapeXml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
