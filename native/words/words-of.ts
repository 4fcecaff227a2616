/** What a language gives for the codes of a room. A code without words, or words without a code, doesn't compile. */
import type { Rooms } from "../contract/details.ts"

/** What happened and where, and what to do next. */
export type ErrorWords = {
  readonly message: string
  readonly next: string
}

export type WordsOf<R extends Rooms> = {
  readonly [Room in keyof R]: { readonly [Name in keyof R[Room]["errors"]]: ErrorWords } & {
    readonly [Name in keyof R[Room]["notes"]]: string
  }
}
