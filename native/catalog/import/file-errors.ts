/** What is wrong with a file of a catalog as a whole. */
import { StudioError } from "../../contract/errors.ts"
import type { Note } from "../../contract/note.ts"

export const brokenFile = (file: string, problem: Note, options?: ErrorOptions) =>
  new StudioError("catalog.broken_file", { file, problem }, options)

export const fileTooLarge = (file: string, limit: Note) =>
  new StudioError("catalog.too_large", { file, limit })
