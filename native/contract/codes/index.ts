/** Every code that crosses the contract, with its details: `pack.missing_file` is `all.pack.errors.missing_file`. */
import type { Given, Takes } from "../details.ts"
import type { Note } from "../note.ts"
import { catalog } from "./catalog.ts"
import { cli } from "./cli.ts"
import { engine } from "./engine.ts"
import { evaluation } from "./evaluation.ts"
import { exporting } from "./exporting.ts"
import { farm } from "./farm.ts"
import { hub } from "./hub.ts"
import { interests } from "./interests.ts"
import { models } from "./models.ts"
import { page } from "./page.ts"
import { personalize } from "./personalize.ts"
import { pool } from "./pool.ts"
import { program } from "./program.ts"
import { runtime } from "./runtime.ts"
import { table } from "./table.ts"
import { training } from "./training.ts"
import { updates } from "./updates.ts"
import { weights } from "./weights.ts"

export const codes = {
  ...weights,
  ...runtime,
  ...models,
  ...hub,
  ...pool,
  ...catalog,
  ...table,
  ...interests,
  ...personalize,
  ...training,
  ...evaluation,
  ...exporting,
  ...farm,
  ...engine,
  ...updates,
  ...cli,
  ...page,
  ...program,
}

type All = typeof codes
type CodeOf<Part extends "errors" | "notes"> = {
  [Room in keyof All]: `${Room}.${keyof All[Room][Part] & string}`
}[keyof All]

export type ErrorCode = CodeOf<"errors">
export type NoteCode = CodeOf<"notes">

/** @example DetailsOf<"pack.missing_file"> // { file: string } */
export type DetailsOf<Code extends ErrorCode | NoteCode> =
  Code extends `${infer Room extends keyof All}.${infer Name}`
    ? All[Room] extends { errors: { [_ in Name]: infer T } } | { notes: { [_ in Name]: infer T } }
      ? Given<T>
      : never
    : never

/** @example note("pack.no_foreground", { pack: pack.name }) */
export const note = <Code extends NoteCode>(code: Code, details: DetailsOf<Code>): Note => ({ code, details })

/** The details of `code`; undefined for a code of another version of the program. */
export function takesOf(code: string): Takes | undefined {
  const [room, name] = code.split(".") as [string, string]
  const { errors, notes } =
    (codes as Record<string, Record<"errors" | "notes", Record<string, Takes>>>)[room] ?? {}
  return errors?.[name] ?? notes?.[name]
}
