/**
 * Rows with fewer fields than the header has columns. Spreadsheets and shops leave out delimiters at the end of a row where its last
 * columns are empty: such a row is whole. A row that lacks something else is not: its fields would stand in wrong columns.
 */
import { hasWidth, type RawRow } from "./table-rows.ts"

type Row = Extract<RawRow, { fields: string[] }>

/** Full rows that say what the columns hold. */
const mostSeen = 500

/**
 * The rows after a header, those that lack only empty columns made full. A short row beside a broken one may be a piece of it: the one
 * before it is no whole row, and the ones after it are none until one begins as rows do.
 */
export async function* filled(
  records: AsyncIterable<RawRow>,
  columns: readonly string[],
): AsyncGenerator<RawRow> {
  const rows = new ShortRows(columns)
  const width = columns.length
  let held: Row | undefined
  for await (const record of records) {
    const fields = "fields" in record ? record.fields : undefined
    if (fields?.every(field => field.trim() === "")) continue
    const full = fields !== undefined && hasWidth(fields, width)
    const whole = full || ("fields" in record && fields!.length < width && rows.isWhole(record))
    if (held) yield whole ? fill(held, width) : held
    held = undefined
    if (full) rows.see(fields)
    else if (!whole) rows.broken()
    if (whole && !full && "fields" in record) held = record
    else yield record
  }
  if (held) yield fill(held, width)
}

const fill = (row: Row, width: number): Row => ({
  ...row,
  fields: Array.from({ length: width }, (_, at) => row.fields[at] ?? ""),
})

class ShortRows {
  readonly #columns: readonly string[]
  /** What full rows hold, by column. */
  readonly #kinds: Set<Kind>[]
  #seen = 0
  #spacedIds = false
  #taken = false
  /** What the last whole row's id is like. */
  #lastId: string | undefined
  #unsure = false

  constructor(columns: readonly string[]) {
    this.#columns = columns
    this.#kinds = columns.map(() => new Set())
  }

  /** Says that a row could not be read. */
  broken(): void {
    this.#unsure = true
  }

  /** Takes note of a full row. */
  see(fields: readonly string[]): void {
    this.#unsure = false
    this.#lastId = likenessOf(fields[0]!)
    if (this.#seen++ >= mostSeen) return
    if (/\s/.test(fields[0]!.trim())) this.#spacedIds = true
    for (const [at, kinds] of this.#kinds.entries()) {
      const kind = kindOf(fields[at]!)
      if (kind !== null) kinds.add(kind)
    }
  }

  /** Whether a row lacks nothing but empty columns at its end, as far as its own fields tell. */
  isWhole({ fields, mayHoldMore, endsFile }: Row): boolean {
    if (fields.length < 2 || mayHoldMore || (endsFile && !this.#taken)) return false
    const id = fields[0]!.trim()
    // The rest of a row that an unquoted line break tore apart begins with prose.
    if (id === "" || (/\s/.test(id) && !this.#spacedIds)) return false
    if (this.#unsure && likenessOf(id) !== this.#lastId) return false
    if (!fields.every((field, at) => this.#isInPlace(kindOf(field), at))) return false
    this.#taken = true
    this.#unsure = true
    this.#lastId = likenessOf(id)
    return true
  }

  /** Whether a value isn't rather one of a column further right. */
  #isInPlace(kind: Kind | null, at: number): boolean {
    if (kind === null || kind === "text") return true
    const known = this.#kinds.some(kinds => kinds.size > 0)
    if (!known) return kind !== "picture" || !this.#columns.slice(at + 1).some(isOfPictures)
    return this.#kinds[at]!.has(kind) || !this.#kinds.slice(at + 1).some(kinds => kinds.has(kind))
  }
}

/** Ids of a table are alike in this; prose isn't like ids with digits. */
const likenessOf = (id: string): string =>
  /^\d+$/.test(id.trim()) ? "digits" : /\d/.test(id) ? "code" : "word"

type Kind = "picture" | "address" | "number" | "date" | "text"

function kindOf(value: string): Kind | null {
  const text = value.trim()
  if (text === "") return null
  if (/\.(jpe?g|png|webp|avif|gif|tiff?)([?#]\S*)?$/i.test(text.slice(-300))) return "picture"
  if (/^https?:\/\//i.test(text)) return "address"
  if (/^[-+]?\p{Sc}?\d[\d.,]*\s?(%|\p{Sc}|[A-Z]{3})?$/u.test(text.slice(0, 60))) return "number"
  return /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(\D|$)/.test(text.slice(0, 40)) ? "date" : "text"
}

const isOfPictures = (column: string): boolean => /image|picture|photo|img|图|画像|bild/i.test(column)
