/** Ids as files hold them: what spreadsheets do to them, and which are easily taken for one another. */
import { note } from "../../contract/codes/index.ts"
import type { Note } from "../../contract/note.ts"

/** Why an id can't be taken; undefined when it can. */
export function problemOfId(id: string): Note | undefined {
  if (!id.isWellFormed()) return note("catalog.broken_letters", {})
  if (/\p{Cc}/u.test(id)) return note("catalog.control_characters", {})
  // How spreadsheets write numbers of more than eleven digits: several ids become one.
  return /^[+-]?\d(?:[.,]\d+)?E\+\d{1,3}$/i.test(id) ? note("catalog.rounded_id", { id }) : undefined
}

export const withoutZeros = (id: string): string => id.replace(/^0+(?=\d)/, "")

/** An id in any case, with letters encoded and of a width in any way. */
const folded = (id: string): string => id.normalize("NFKC").toLowerCase()

/** Finds the id that another may mean: one in other case, or with zeros before it that a spreadsheet took away. */
export class LikelyIds {
  readonly #ids: Iterable<string>
  #byShape: Map<string, string> | undefined

  constructor(ids: Iterable<string>) {
    this.#ids = ids
  }

  like(id: string): string | null {
    this.#byShape ??= new Map([...this.#ids].map(known => [withoutZeros(folded(known)), known]))
    return this.#byShape.get(withoutZeros(folded(id))) ?? null
  }
}

/** What to say of the ids of a catalog as a whole. `known` are those that the workspace has, too. */
export const notesOnIds = (ids: readonly string[], known: Iterable<string>): Note[] =>
  [similarIds(ids, known), shortIds(ids)].filter(note => note !== undefined)

/** Ids that are one where letters are compared in any case, as file systems do. */
function similarIds(ids: readonly string[], known: Iterable<string>): Note | undefined {
  const byShape = new Map<string, string>()
  for (const id of known) byShape.set(folded(id), id)
  let first: { id: string; other: string } | undefined
  let count = 0
  for (const id of ids) {
    const other = byShape.get(folded(id))
    if (other === undefined) byShape.set(folded(id), id)
    else if (other !== id) {
      first ??= { id, other }
      count++
    }
  }
  return first && note("catalog.similar_ids", { count, ...first })
}

/** Numbers of fewer digits among codes of fixed length, such as EAN: zeros before them may be lost. */
function shortIds(ids: readonly string[]): Note | undefined {
  const numbers = ids.filter(id => /^[1-9]\d*$/.test(id))
  if (numbers.length < 5 || numbers.length < ids.length * 0.9) return undefined
  const lengths = new Map<number, number>()
  for (const { length } of numbers) lengths.set(length, (lengths.get(length) ?? 0) + 1)
  const [usual, most] = [...lengths].reduce((a, b) => (b[1] > a[1] ? b : a))
  const short = numbers.filter(({ length }) => length < usual)
  // Numbers that were counted up are short at first, and lie close to one another.
  const isCode = usual >= 8 && most >= numbers.length * 0.6 && numbers.length < 10 ** (usual - 3)
  return isCode && short.length > 0
    ? note("catalog.short_ids", { count: short.length, id: short[0]!, digits: usual })
    : undefined
}
