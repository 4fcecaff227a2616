/** File names of an image set, from a template such as `{persona}/{item}-{size}-{n}.{ext}`. */
import { createHash } from "node:crypto"
import { note } from "../../contract/codes/index.ts"
import { StudioError } from "../../contract/errors.ts"
import type { Note } from "../../contract/note.ts"

/** What a name can speak of. */
export interface NameFacts {
  item: string
  title: string
  /** The persona's pseudonym: never a shopper's id. */
  persona: string
  scenario: string
  size: string
  width: number
  height: number
  seed: number
  /** Variant, from 1. */
  n: number
  ext: string
}

const tokens = [
  "item",
  "title",
  "persona",
  "scenario",
  "size",
  "width",
  "height",
  "seed",
  "n",
  "ext",
] as const

/** As they stand in a template: `{item}`. */
export const templateTokens: readonly string[] = tokens.map(token => `{${token}}`)

/** Longest folder or file name, in bytes: less than any file system takes, with room for the name of a temporary file. */
const longest = 150

/** No value is made shorter than this: some letters of it, and its mark. */
const shortest = 16
/** Most bytes of a part of the template itself, so that its values have room. */
const longestLiteral = 60

/** Names that Windows keeps for its devices, with any ending. */
const reserved = /^(con|prn|aux|nul|conin\$|conout\$|com[\d¹²³]|lpt[\d¹²³])(\.|$)/i

/** @throws StudioError image_set.bad_template */
export function checkTemplate(template: string): void {
  const refuse = (problem: Note) => {
    throw new StudioError("image_set.bad_template", { template, problem, tokens: templateTokens })
  }
  const unknown = [...template.matchAll(/\{([^}]*)\}/g)].find(([, name]) => !tokens.includes(name as never))
  if (unknown) refuse(note("image_set.unknown_token", { token: unknown[0] }))
  if (/[{}]/.test(template.replaceAll(/\{[^{}]*\}/g, ""))) refuse(note("image_set.open_brace", {}))
  if (!template.endsWith(".{ext}")) refuse(note("image_set.no_ending", { ending: ".{ext}" }))
  const parts = template.split("/")
  if (parts.some(part => part.trim() === "")) refuse(note("image_set.nameless_folder", {}))
  if (parts.some(part => /^\.+$/.test(part))) refuse(note("image_set.leaves_folder", {}))
  const literal = (part: string) => Buffer.byteLength(part.replaceAll(/\{[a-z]+\}/g, ""))
  if (parts.some(part => literal(part) > longestLiteral))
    refuse(note("image_set.long_name", { most: longestLiteral }))
  if (/[\\:*?"<>|\p{Cc}]/u.test(template))
    refuse(note("image_set.bad_characters", { characters: '\\ : * ? " < > |' }))
}

/** Tokens that a template lacks to tell this many items, personas, variants and sizes apart. */
export function missingTokens(
  template: string,
  { items, personas, variants, sizes }: { items: number; personas: number; variants: number; sizes: number },
): string[] {
  const lacks = (...names: string[]) => !names.some(name => template.includes(name))
  return [
    items > 1 && lacks("{item}", "{title}") && "{item}",
    personas > 1 && lacks("{persona}") && "{persona}",
    variants > 1 && lacks("{n}", "{seed}") && "{n}",
    sizes > 1 && lacks("{size}", "{width}", "{height}") && "{size}",
  ].filter(token => token !== false)
}

/** The path of a file below the set's folder, with forward slashes. Values can't make folders or leave one. */
export function fileName(template: string, facts: NameFacts): string {
  const stem = template
    .slice(0, -".{ext}".length)
    .split("/")
    .map(part => tidy(filled(part, facts)))
    .join("/")
  return `${stem}.${facts.ext}`
}

/** A part of the path with its values. Where it gets too long, the longest values are shortened, never a number. */
function filled(part: string, facts: NameFacts): string {
  const pieces = part.split(/\{([a-z]+)\}/)
  // Every second piece is a token's name.
  const values = pieces.map((piece, at) => (at % 2 === 0 ? piece : clean(facts[piece as keyof NameFacts])))
  const sizes = values.map(value => Buffer.byteLength(value))
  const over = sizes.reduce((sum, size) => sum + size, 0) - longest
  if (over <= 0) return values.join("")
  const long = values.map((_, at) => at % 2 === 1 && typeof facts[pieces[at] as keyof NameFacts] === "string")
  const most = roomFor(
    sizes.filter((_, at) => long[at]),
    over,
  )
  return values
    .map((value, at) => (long[at] && sizes[at]! > most ? shortenedValue(value, most) : value))
    .join("")
}

/** How many bytes each may take at most, so that all take `over` fewer. */
function roomFor(sizes: readonly number[], over: number): number {
  const wanted = sizes.reduce((sum, size) => sum + size, 0) - over
  let most = Math.max(0, ...sizes)
  while (most > shortest && sizes.reduce((sum, size) => sum + Math.min(size, most), 0) > wanted) most--
  return most
}

/** A value's beginning, with a suffix that differs between values that begin alike. */
function shortenedValue(value: string, bytes: number): string {
  const mark = createHash("sha256").update(value).digest("hex").slice(0, 6)
  return `${shortened(value, bytes - mark.length - 1).trimEnd()}-${mark}`
}

/** A value without characters that a file system refuses; letters of every script stay. */
const clean = (value: string | number): string =>
  String(value)
    .normalize("NFC")
    .replaceAll(/[^\p{L}\p{M}\p{N}_ .,'’()&+!-]+/gu, "-")
    .replaceAll(/\s+/g, " ")
    .trim() || "x"

/** A folder's name, or a file's without its ending: neither hidden, nor reserved, nor ending in what Windows drops. */
function tidy(name: string): string {
  const safe = shortened(name, longest).replaceAll(/^[. ]+|[. ]+$/g, "") || "x"
  return reserved.test(safe) ? `_${safe}` : safe
}

const letters = new Intl.Segmenter("und", { granularity: "grapheme" })

/** As many whole letters as fit. */
function shortened(name: string, most: number): string {
  let bytes = Buffer.byteLength(name)
  if (bytes <= most) return name
  let short = ""
  bytes = 0
  for (const { segment } of letters.segment(name)) {
    bytes += Buffer.byteLength(segment)
    if (bytes > most) break
    short += segment
  }
  return short
}

/** Names that two files of a set would share; some systems ignore capitals in names. */
export function sharedNames(names: readonly string[]): string[] {
  const seen = new Set<string>()
  const shared = new Set<string>()
  for (const name of names) {
    const key = name.toLowerCase()
    if (seen.has(key)) shared.add(name)
    seen.add(key)
  }
  return [...shared]
}
