/** What keeps a layout from being laid over a set's images, found before the first is drawn. */
import { note } from "../../contract/codes/index.ts"
import { fieldsIn, type TextElement, textsOf } from "../../contract/layout.ts"
import type { Note } from "../../contract/note.ts"
import { missingCharacters } from "../text/fonts.ts"
import { type Fields, filled } from "./fields.ts"
import { isOn, placed, safeZone } from "./place.ts"
import { boxOf, setText } from "./render.ts"
import type { LoadedLayout } from "./store.ts"

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

/** Of one layout at its sizes, for these items. */
export async function checkLayout(
  loaded: LoadedLayout,
  sizes: readonly Size[],
  items: readonly Fields[],
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
  const missing = missingCharacters([...new Set([...words].join(""))].join(""), fonts)
  if (missing.length > 0)
    problems.push(note("layout.no_font", { characters: missing.slice(0, shownCharacters).join(" ") }))

  for (const size of sizes) {
    for (const [index, element] of layout.elements.entries()) {
      const box = index + 1
      const bleeds = element.type !== "text" && element.bleed
      const rectangle = boxOf(element, loaded, size)
      if (!isOn(bleeds ? rectangle : placed(element.box, safeZone(layout, size)), size))
        problems.push(note("layout.outside", { box, size: size.name }))
      if (element.type !== "text") continue
      const text = await firstThatDoesNotFit(loaded, element, rectangle, size, items)
      if (text !== null) {
        const shown = text.slice(0, shownText).toWellFormed()
        problems.push(note("layout.too_long", { box, size: size.name, text: shown }))
      }
    }
  }
  return { problems: problems.map(at), warnings }
}

/** A text that may be cut fits where any does: then one of them tells. */
async function firstThatDoesNotFit(
  { families }: LoadedLayout,
  element: TextElement,
  box: { width: number; height: number },
  size: Size,
  items: readonly Fields[],
): Promise<string | null> {
  const texts = [...new Set(items.map(fields => filled(element.text, fields)))].filter(text => text !== "")
  const longestFirst = texts.sort((one, other) => other.length - one.length)
  for (const text of element.cut ? longestFirst.slice(0, 1) : longestFirst)
    if (!(await setText(text, element, box, size, families))) return text
  return null
}
