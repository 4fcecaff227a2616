/** The language of this process's output. A command line is one process and speaks one language. */
import type { Note } from "../contract/note.ts"
import type { Locale } from "../words/locale.ts"
import type { Say } from "../words/say.ts"
import { speak } from "../words/speak.ts"

let current: Say = speak("en")

export function setLocale(locale: Locale): void {
  current = speak(locale)
}

export const say: Say = Object.assign((note: Note) => current(note), {
  error: (note: Note) => current.error(note),
})
