/** The rows that an import refuses, each with its reason and what to do. */
import { StudioError } from "../../contract/errors.ts"
import type { ImportProblem } from "../../contract/import.ts"
import type { Note } from "../../contract/note.ts"
import { problemFrom } from "../../contract/problem.ts"
import type { Place } from "./source.ts"

/** How many refused rows a report lists; all are counted. */
export const mostListed = 10_000

/** `picture`: another picture of an item, which is taken without it. */
export type RowKind = "item" | "interaction" | "persona" | "picture"

export class Problems {
  readonly #listed: ImportProblem[] = []
  readonly #notes = new Map<string, Note>()
  /** Ids of rows of items that were refused: they are in the file all the same. */
  readonly refusedIds = new Set<string>()
  readonly refused: Record<RowKind, number> = { item: 0, interaction: 0, persona: 0, picture: 0 }

  refuse(kind: RowKind, { file, row, id }: Place, error: StudioError): void {
    this.refused[kind]++
    if (kind === "item" && id !== null) this.refusedIds.add(id)
    if (this.#listed.length >= mostListed) return
    this.#listed.push({ file, row, id: id?.toWellFormed() ?? null, ...problemFrom(error) })
  }

  /** Says something about the import as a whole, once. */
  say(note: Note): void {
    this.#notes.set(JSON.stringify(note), note)
  }

  get notes(): Note[] {
    return [...this.#notes.values()]
  }

  /** Refused rows by file, in the order of their lines. */
  get listed(): ImportProblem[] {
    const files = [...new Set(this.#listed.map(problem => problem.file))]
    return this.#listed.toSorted((a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.row - b.row)
  }

  /** Why the first row of `listed` was refused. */
  get first(): Note | null {
    const [first] = this.listed
    return first ? { code: first.code, details: first.details } : null
  }

  /** Refuses a row that can't be read at all. */
  malformed(kind: RowKind, place: Place, problem: Note): void {
    const { file, row } = place
    this.refuse(kind, place, new StudioError("catalog.malformed_row", { file, row, problem }))
  }
}

/** Whether an error is about a row or a picture, and not about the disk or the program. */
export const isOfCatalog = (error: unknown): error is StudioError =>
  error instanceof StudioError && error.code.startsWith("catalog.")
