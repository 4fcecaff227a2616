/** What keeps a layout from being laid over a set's images, found before the first is drawn. */
import { note } from "../../contract/codes/index.ts"
import { StudioError } from "../../contract/errors.ts"
import { fieldsIn, type LayoutElement, type TextElement, textsOf } from "../../contract/layout.ts"
import { areaOf, boxOf, isOn, placed } from "../../contract/layout-place.ts"
import type { Note } from "../../contract/note.ts"
import { missingCharacters } from "../text/fonts.ts"
import { type Fields, filled } from "./fields.ts"
import type { LoadedLayout } from "./loaded.ts"
import { setText } from "./render.ts"

interface Size {
  name: string
  width: number
  height: number
}

export interface LayoutCheck {
  /** Each keeps the set from starting. */
  problems: Note[]
  warnings: Note[]
}

const shownCharacters = 40
const shownText = 80

/** Of one layout at its sizes, for these items. @throws StudioError job.cancelled */
export async function checkLayout(
  loaded: LoadedLayout,
  sizes: readonly Size[],
  items: readonly Fields[],
  signal?: AbortSignal,
): Promise<LayoutCheck> {
  const { layout, fonts } = loaded
  const at = (problem: Note) => note("layout.at", { layout: layout.name, problem })
  const problems = [...loaded.problems]
  const warnings: Note[] = []
  const texts = textsOf(layout)
  for (const field of new Set(texts.flatMap(fieldsIn))) {
    const without = items.filter(fields => filled(`{${field}}`, fields) === "")
    if (
      items.length > 0 &&
      without.length === items.length &&
      !items.some(fields => Object.hasOwn(fields, field))
    ) {
      const known = [...new Set(items.flatMap(fields => Object.keys(fields)))].sort().slice(0, 40)
      problems.push(note("layout.unknown_field", { field, known }))
    } else if (without.length > 0)
      warnings.push(at(note("layout.empty_field", { field, count: without.length, item: without[0]!.id! })))
  }

  const words = new Set(items.flatMap(fields => texts.map(text => filled(text, fields))))
  const noFont = withoutFont([...words].join(""), fonts)
  if (noFont) problems.push(noFont)

  for (const size of sizes) {
    for (const [index, element] of layout.elements.entries()) {
      if (isOutside(element, layout, size))
        problems.push(note("layout.outside", { box: index + 1, size: size.name }))
      if (element.type !== "text") continue
      const box = boxOf(element, layout, size)
      const text = await firstThatDoesNotFit(loaded, element, box, size, items, signal)
      if (text !== null) problems.push(tooLong(index, size, text))
    }
  }
  return { problems: problems.map(at), warnings }
}

/** What is to be said of a layout as one item's picture has it. */
export interface Finding {
  /** The element's place; null for what is said of the whole layout. */
  element: number | null
  finding: Note
  /** Whether it keeps a set from starting, and the element from being drawn. */
  isProblem: boolean
}

/** Of one picture: what of the layout can't be drawn, and what shows otherwise than written. */
export async function findingsAt(loaded: LoadedLayout, size: Size, fields: Fields): Promise<Finding[]> {
  const { layout, fonts, families } = loaded
  const found: Finding[] = loaded.problems.map(finding => ({ element: null, finding, isProblem: true }))
  for (const [index, element] of layout.elements.entries()) {
    const say = (finding: Note, isProblem = true) => found.push({ element: index, finding, isProblem })
    if (isOutside(element, layout, size)) say(note("layout.outside", { box: index + 1, size: size.name }))
    if (element.type !== "text") continue
    for (const field of new Set(fieldsIn(element.text)))
      if (filled(`{${field}}`, fields) === "") say(note("layout.no_value", { field }), false)
    const text = filled(element.text, fields)
    if (text === "") continue
    const noFont = withoutFont(text, fonts)
    if (noFont) say(noFont)
    const set = await setText(text, element, boxOf(element, layout, size), size, families)
    if (!set) say(tooLong(index, size, text))
    else if (set.block.isCut) say(note("layout.cut", { box: index + 1, size: size.name }), false)
  }
  return found
}

const isOutside = (element: LayoutElement, layout: LoadedLayout["layout"], size: Size): boolean =>
  !isOn(placed(element.box, areaOf(element, layout, size)), size)

function withoutFont(text: string, fonts: LoadedLayout["fonts"]): Note | null {
  const missing = missingCharacters([...new Set(text)].join(""), fonts)
  if (missing.length === 0) return null
  return note("layout.no_font", { characters: missing.slice(0, shownCharacters).join(" ") })
}

const tooLong = (index: number, size: Size, text: string): Note =>
  note("layout.too_long", {
    box: index + 1,
    size: size.name,
    text: text.slice(0, shownText).toWellFormed(),
  })

/** A text that may be cut fits where any does: then one of them tells. */
async function firstThatDoesNotFit(
  { families }: LoadedLayout,
  element: TextElement,
  box: { width: number; height: number },
  size: Size,
  items: readonly Fields[],
  signal: AbortSignal | undefined,
): Promise<string | null> {
  const texts = [...new Set(items.map(fields => filled(element.text, fields)))].filter(text => text !== "")
  const longestFirst = texts.sort((one, other) => other.length - one.length)
  for (const text of element.cut ? longestFirst.slice(0, 1) : longestFirst) {
    if (signal?.aborted) throw new StudioError("job.cancelled", { what: "command" })
    if (!(await setText(text, element, box, size, families))) return text
  }
  return null
}
