/** How results look on a terminal: headings, columns, bars. */
import { styleText } from "node:util"

const styled = process.stdout.isTTY && !process.env.NO_COLOR

export const bold = (text: string): string => (styled ? styleText("bold", text) : text)
export const faint = (text: string): string => (styled ? styleText("dim", text) : text)

/** Rows under one another, each column as wide as its widest cell. */
export function columns(rows: readonly (readonly string[])[], gap = 2): string {
  const count = Math.max(0, ...rows.map(row => row.length))
  const widths = Array.from({ length: count }, (_, i) => Math.max(...rows.map(row => row[i]?.length ?? 0)))
  return rows
    .map(row => row.map((cell, i) => (i < row.length - 1 ? cell.padEnd(widths[i]! + gap) : cell)).join(""))
    .join("\n")
}

/** A heading with an indented block under it. */
export const section = (heading: string, body: string): string =>
  `${bold(heading)}\n${body.replaceAll(/^(?=.)/gm, "  ")}`

/** A text as lines of at most `width` letters, broken between words. */
export function wrapped(text: string, width = 96): string {
  const lines: string[] = []
  let line = ""
  for (const word of text.split(/\s+/)) {
    if (line && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line ? `${line} ${word}` : word
  }
  return [...lines, line].join("\n")
}

/** A share of `of` as a bar of ten. */
export const bar = (count: number, of: number): string => {
  const filled = of > 0 ? Math.round((10 * Math.min(count, of)) / of) : 0
  return `${"█".repeat(filled)}${"░".repeat(10 - filled)}`
}

/** Cut with an ellipsis. */
export const shortened = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1).trimEnd()}…`

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`
