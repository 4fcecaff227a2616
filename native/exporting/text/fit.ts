/**
 * Text in the room that it has: one line cut with an ellipsis, or a block whose size shrinks, whose lines wrap, and whose end
 * is cut only when nothing else is left. Cuts fall between graphemes, so that no letter loses its mark.
 */
import { lineWidth, plainLine, type TextStyle } from "./line.ts"

const ellipsis = "…"

const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" })
const words = new Intl.Segmenter("und", { granularity: "word" })

export const graphemesOf = (text: string): string[] =>
  [...graphemes.segment(text)].map(({ segment }) => segment)

/** The line, cut with an ellipsis when it is wider than `room`; empty when not even the ellipsis fits. */
export async function fitLine(text: string, room: number, style: TextStyle): Promise<string> {
  const plain = plainLine(text)
  if ((await lineWidth(plain, style)) <= room) return plain
  return cutLine(graphemesOf(plain), room, style)
}

async function cutLine(parts: readonly string[], room: number, style: TextStyle): Promise<string> {
  const cut = (count: number) => `${parts.slice(0, count).join("").trimEnd()}${ellipsis}`
  if ((await lineWidth(ellipsis, style)) > room) return ""
  const kept = await mostThat(parts.length, async count => (await lineWidth(cut(count), style)) <= room)
  return cut(kept)
}

/** The largest count from 0 to `most` that fits; 0 is taken to fit. */
async function mostThat(most: number, fits: (count: number) => Promise<boolean>): Promise<number> {
  let [low, high] = [0, most]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (await fits(middle)) low = middle
    else high = middle - 1
  }
  return low
}

/** No line begins with these, and none ends with the others: they stay with the word beside them. */
const closes = /^[\p{Pe}\p{Pf}\p{Po}\p{Mn}\p{Mc}\u2013\u2014ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ％%‰°]+$/u
const opens = /^[\p{Ps}\p{Pi}\p{Sc}¿¡#]+$/u

/** No-break spaces and word joiners hold their neighbours together. */
const holds = /^[\u00a0\u202f\u2060\ufeff]+$/u

/** Pieces between which a line may break, also in scripts that put no spaces between words. */
export function breakable(text: string): string[] {
  const pieces: string[] = []
  let glue = true
  for (const { segment } of words.segment(plainLine(text))) {
    const isSpace = segment.trim() === "" && !holds.test(segment)
    const last = pieces.length - 1
    const joins = holds.test(segment)
    if (last >= 0 && (isSpace || joins || glue || closes.test(segment))) pieces[last] += segment
    else pieces.push(segment)
    glue = joins || opens.test(segment) || (glue && !isSpace && opens.test(pieces.at(-1) ?? ""))
    if (isSpace) glue = false
  }
  return pieces
}

export interface BlockRoom {
  width: number
  height: number
  /** At most so many lines. */
  lines: number
  /** Pixels per em: the wanted size, and the smallest that it may shrink to. */
  size: number
  smallest: number
  /** From baseline to baseline, in ems. */
  leading: number
}

export interface Block {
  lines: string[]
  size: number
  /** The end was cut with an ellipsis. */
  isCut: boolean
}

/** Each step from the wanted size down to the smallest. */
export const shrink = 0.94

/** The block that fits: as large as it can be, and only then cut. Null when no letter of it fits. */
export async function fitBlock(
  text: string,
  room: BlockRoom,
  style: Omit<TextStyle, "size">,
): Promise<Block | null> {
  const pieces = breakable(text)
  if (pieces.length === 0) return { lines: [], size: room.size, isCut: false }
  for (let size = room.size; size > room.smallest; size *= shrink) {
    const lines = await wrapped(pieces, room, { ...style, size })
    if (lines && lines.length <= linesIn(room, size)) return { lines, size, isCut: false }
  }
  const size = Math.min(room.size, room.smallest)
  const most = linesIn(room, size)
  if (most === 0) return null
  const lines = await brokenAnywhere(pieces, room, { ...style, size }, most)
  if (lines.length <= most) return { lines, size, isCut: false }
  const rest = graphemesOf(lines.slice(most - 1).join(""))
  const last = await cutLine(rest, room.width, { ...style, size })
  if (last === "") return null
  return { lines: [...lines.slice(0, most - 1), last], size, isCut: true }
}

/** How many lines the height has room for; ink of a line is about an em high. */
const linesIn = ({ height, lines, leading }: BlockRoom, size: number): number =>
  Math.min(lines, Math.floor((height - size) / (size * leading) + 1.0001))

/** Lines that break between pieces; null when one piece alone is too wide. */
async function wrapped(
  pieces: readonly string[],
  room: BlockRoom,
  style: TextStyle,
): Promise<string[] | null> {
  const lines: string[] = []
  let at = 0
  while (at < pieces.length) {
    if (lines.length === room.lines) return [...lines, pieces.slice(at).join("")]
    const count = await mostThat(
      pieces.length - at,
      async n => (await lineWidth(pieces.slice(at, at + n).join(""), style)) <= room.width,
    )
    if (count === 0) return null
    lines.push(
      pieces
        .slice(at, at + count)
        .join("")
        .trim(),
    )
    at += count
  }
  return lines
}

/** The same, and within a piece that is too wide. Ends after `most` + 1 lines, the last holding all that is left. */
async function brokenAnywhere(
  pieces: readonly string[],
  room: BlockRoom,
  style: TextStyle,
  most: number,
): Promise<string[]> {
  const lines: string[] = []
  let left = [...pieces]
  while (left.length > 0) {
    if (lines.length === most) return [...lines, left.join("")]
    const fits = async (parts: readonly string[]) => (await lineWidth(parts.join(""), style)) <= room.width
    const count = await mostThat(left.length, n => fits(left.slice(0, n)))
    if (count > 0) {
      lines.push(left.slice(0, count).join("").trimEnd())
      left = left.slice(count)
      continue
    }
    const letters = graphemesOf(left[0]!)
    const kept = Math.max(1, await mostThat(letters.length, n => fits(letters.slice(0, n))))
    lines.push(letters.slice(0, kept).join(""))
    left = [letters.slice(kept).join(""), ...left.slice(1)].filter(piece => piece !== "")
  }
  return lines
}
