/** How results look on a terminal: headings, columns, bars. */
import { styleText } from "node:util"
import { isolated } from "../words/isolate.ts"
import { widthOf } from "./voice.ts"

const styled = process.stdout.isTTY && !process.env.NO_COLOR

export const bold = (text: string): string => (styled ? styleText("bold", text) : text)
export const faint = (text: string): string => (styled ? styleText("dim", text) : text)

/** Rows under one another, each column as wide as its widest cell. No cell turns the ones beside it. */
export function columns(rows: readonly (readonly string[])[], gap = 2): string {
  const safe = rows.map(row => row.map(isolated))
  const count = Math.max(0, ...safe.map(row => row.length))
  const widths = Array.from({ length: count }, (_, i) => Math.max(...safe.map(row => widthOf(row[i] ?? ""))))
  const padded = (cell: string, width: number) => cell + " ".repeat(width + gap - widthOf(cell))
  return safe
    .map(row => row.map((cell, i) => (i < row.length - 1 ? padded(cell, widths[i]!) : cell)).join(""))
    .join("\n")
}

/** A heading with an indented block under it. */
export const section = (heading: string, body: string): string =>
  `${bold(heading)}\n${body.replaceAll(/^(?=.)/gm, "  ")}`

/**
 * A word with the space before it, or a Chinese letter with the punctuation that belongs to it: a line may end before
 * each of them, and nowhere else.
 */
const piece =
  /\s*(?:[（“《「]*[\p{Script=Han}][，。、；：？！）”》」…]*|(?:(?![（“《「]*\p{Script=Han})\S)+)/gu

/** A text as lines of at most `width` columns. Its own line breaks stay. */
export const wrapped = (text: string, width = 96): string =>
  text
    .split(/\r?\n/)
    .map(line => wrappedLine(line, width))
    .join("\n")

function wrappedLine(text: string, width: number): string {
  const lines: string[] = []
  let line = ""
  for (const found of text.match(piece) ?? []) {
    if (line && widthOf(line) + widthOf(found) > width) {
      lines.push(line)
      line = found.trimStart()
    } else line += found
  }
  return [...lines, line].join("\n")
}

/** A share of `of` as a bar of ten. */
export const bar = (count: number, of: number): string => {
  const filled = of > 0 ? Math.round((10 * Math.min(count, of)) / of) : 0
  return `${"█".repeat(filled)}${"░".repeat(10 - filled)}`
}

/** Cut with an ellipsis to at most `width` columns. */
export function shortened(text: string, width: number): string {
  if (widthOf(text) <= width) return text
  let kept = ""
  for (const letter of text) {
    if (widthOf(kept + letter) >= width) break
    kept += letter
  }
  return `${kept.trimEnd()}…`
}
