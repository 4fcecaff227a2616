/** How a table separates and quotes its fields, found by looking at its first lines. */
import type { Dialect, Line } from "./table-rows.ts"

/** Lines and letters that are looked at. */
export const lookedAt = { lines: 50, letters: 256 * 1024 }

export interface FoundDialect {
  dialect: Dialect
  /** Lines before the header: the one that names the delimiter, and remarks. */
  skipped: number
}

const delimiters = [",", ";", "\t", "|"] as const

export function findDialect(start: readonly Line[], known: Partial<Dialect> = {}): FoundDialect {
  // Spreadsheets write this line to say the delimiter of the file.
  const said = known.delimiter ? undefined : /^\ufeff?"?sep=([,;\t|])"?$/i.exec(start[0]?.text ?? "")?.[1]
  let skipped = said === undefined ? 0 : 1
  const withoutRemarks = () => start.slice(skipped).filter(({ text }) => text.trim() !== "")
  const delimiter = known.delimiter ?? said ?? delimiterOf(withoutRemarks().map(({ text }) => text))
  const fields = (line: Line | undefined) => (line ? split(line.text, delimiter).length : 0)
  while (skipped < start.length) {
    const line = start[skipped]!
    const next = start.slice(skipped + 1).find(({ text }) => text.trim() !== "" && !text.startsWith("#"))
    const isRemark = line.text.startsWith("#") && next !== undefined && fields(line) < fields(next)
    if (line.text.trim() !== "" && !isRemark) break
    skipped++
  }
  const quote = known.quote === undefined ? quoteOf(start.slice(skipped), delimiter) : known.quote
  return { dialect: { delimiter, quote }, skipped }
}

/** The delimiter that splits most lines into as many fields as the header has; of those, the one that splits it most. */
function delimiterOf(lines: readonly string[]): string {
  const header = lines.find(line => !line.startsWith("#")) ?? lines[0] ?? ""
  const rows = lines.slice(lines.indexOf(header) + 1)
  const scores = delimiters.map(delimiter => {
    const width = split(header, delimiter).length
    const alike = rows.filter(row => split(row, delimiter).length === width).length
    const all = rows.reduce((sum, row) => sum + split(row, delimiter).length - 1, width - 1)
    return { delimiter, width, all, share: width > 1 ? (alike + 1) / (rows.length + 1) : 0 }
  })
  const widest = Math.max(...scores.map(({ width }) => width))
  if (widest === 1) return scores.reduce((best, next) => (next.all > best.all ? next : best)).delimiter
  // A header that one delimiter splits into many fields says more than a few rows that happen to fit.
  const likely = scores.filter(({ width }) => width * 2 > widest)
  return likely.reduce((best, next) =>
    next.share > best.share || (next.share === best.share && next.width > best.width) ? next : best,
  ).delimiter
}

/** Fields of a line, where quoted ones are passed over whole. */
const split = (line: string, delimiter: string): string[] =>
  line
    .slice(0, 100_000)
    .replaceAll(/"[^"]*"/g, "")
    .split(delimiter)

/** Apostrophes quote a file's fields where they come in pairs around whole fields, and double quotes never do. */
function quoteOf(lines: readonly Line[], delimiter: string): '"' | "'" {
  let [whole, halves] = [0, 0]
  for (const { text } of lines) {
    for (const field of text.split(delimiter)) {
      const plain = field.trim()
      if (plain.startsWith('"')) return '"'
      const [opens, closes] = [plain.startsWith("'"), plain.endsWith("'")]
      if (opens && closes && plain.length > 1) whole++
      else if (opens || closes) halves++
    }
  }
  // Halves belong to fields that hold the delimiter or a line break.
  return whole > 1 && whole > halves ? "'" : '"'
}
