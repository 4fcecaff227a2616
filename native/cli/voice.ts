/** The language of this process's output. A command line is one process and speaks one language. */
import type { Note } from "../contract/note.ts"
import type { Locale } from "../words/locale.ts"
import type { Say } from "../words/say.ts"
import { speak } from "../words/speak.ts"
import { help as chinese } from "./words/zh.ts"

let locale: Locale = "en"
let current: Say = speak(locale)

export const localeInUse = (): Locale => locale

export function setLocale(chosen: Locale): void {
  locale = chosen
  current = speak(chosen)
}

/** The language that the arguments ask for, or the system's; English where we speak no better. */
export function localeOf(
  args: readonly string[],
  system = Intl.DateTimeFormat().resolvedOptions().locale,
): Locale {
  const at = args.findIndex(arg => arg === "--language" || arg.startsWith("--language="))
  const asked = at < 0 ? system : (args[at]!.split("=")[1] ?? args[at + 1] ?? system)
  return /^zh\b/i.test(asked) ? "zh-Hans" : "en"
}

export const say: Say = Object.assign((note: Note) => current(note), {
  error: (note: Note) => current.error(note),
})

/** A text of --help, in the language in use. */
export const helpText = (english: string): string =>
  locale === "en" ? english : (chinese[english] ?? english)
