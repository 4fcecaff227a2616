/** The details of a code: their names and kinds, as tables in codes/ that types and tests read. */
import type { Note } from "./note.ts"

/** The type of each kind of detail. native/words/say.ts decides how a sentence shows it. */
interface Kinds {
  text: string
  number: number
  /** Shown in MB. */
  bytes: number
  /** Shown as a list; an empty one counts as absent. */
  texts: readonly string[]
  /** Sizes of a tensor. */
  shape: readonly number[]
  flag: boolean
  /** The reason, as a sentence of its own. */
  note: Note
  notes: readonly Note[]
  /** For logs and JSON: no sentence shows it. */
  log: string
}

/** `text?` may be null; a list of words takes one of them. */
export type Kind = keyof Kinds | `${keyof Kinds}?` | readonly string[]
export type Takes = Readonly<Record<string, Kind>>

type Held<K> = K extends keyof Kinds
  ? Kinds[K]
  : K extends `${infer Base extends keyof Kinds}?`
    ? Kinds[Base] | null
    : K extends readonly (infer Word)[]
      ? Word
      : never

export type Given<T> = { readonly [Name in keyof T]: Held<T[Name]> }

/** An error says what went wrong and what to do next; a note is one sentence, or a clause of one. */
export interface Room {
  readonly errors: Readonly<Record<string, Takes>>
  readonly notes: Readonly<Record<string, Takes>>
}
export type Rooms = Readonly<Record<string, Room>>
