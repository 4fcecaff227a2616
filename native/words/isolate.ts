/** Names in scripts that run from right to left, and names with bidirectional controls, within a sentence. */

/** Letters and numbers from right to left, marks, embeddings, overrides and isolates. */
const bidirectional =
  /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u

const begins = /[\u2066-\u2068]/
const firstStrong = "\u2068"
const end = "\u2069"

/**
 * The text between FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE, so that it turns nothing around it; text that turns nothing stays as
 * it is. Isolates of its own are closed within it, and it closes none that it didn't open.
 */
export function isolated(text: string): string {
  if (!bidirectional.test(text)) return text
  let inside = ""
  let open = 0
  for (const letter of text) {
    if (begins.test(letter)) open++
    else if (letter === end && open-- === 0) {
      open = 0
      continue
    }
    inside += letter
  }
  return `${firstStrong}${inside}${end.repeat(open)}${end}`
}

/** The values of a text with their strings isolated. */
const isolatedValues = <Values extends Record<string, unknown> | undefined>(values: Values): Values =>
  values &&
  (Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === "string" ? isolated(value) : value,
    ]),
  ) as Values)

export type Translator = ((key: string, values?: Record<string, unknown>, ...more: unknown[]) => unknown) &
  Record<"rich" | "markup" | "raw" | "has", (key: string, ...more: unknown[]) => unknown>

/** A translator of use-intl whose texts isolate the values in them. */
export function isolating(words: Translator): Translator {
  const of =
    (say: (key: string, ...more: unknown[]) => unknown) =>
    (key: string, values?: unknown, ...more: unknown[]) =>
      say(key, isolatedValues(values as Record<string, unknown> | undefined), ...more)
  const { rich, markup, raw, has } = words
  return Object.assign(of(words as (key: string, ...more: unknown[]) => unknown), {
    rich: of(rich),
    markup: of(markup),
    raw,
    has,
  })
}
