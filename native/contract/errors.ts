/** Errors that a user can meet. Their codes and details are in codes/, their words in native/words. */
import { type DetailsOf, type ErrorCode, type NoteCode, note } from "./codes/index.ts"
import type { Note } from "./note.ts"

export type { ErrorCode }
export type ErrorDetails<Code extends ErrorCode> = DetailsOf<Code>

/**
 * An error meant for the user. Its message is for logs; people read the words of its code.
 *
 * @example throw new StudioError("pack.missing_file", { file })
 */
export class StudioError<Code extends ErrorCode = ErrorCode> extends Error {
  override readonly name = "StudioError"
  readonly code: Code
  readonly details: DetailsOf<Code>

  constructor(code: Code, details: DetailsOf<Code>, options?: ErrorOptions) {
    super(`${code} ${JSON.stringify(details)}`, options)
    this.code = code
    this.details = details
  }
}

/** Whether `error` is a StudioError, of the given code if one is named. */
export const isStudioError = <Code extends ErrorCode>(
  error: unknown,
  code?: Code,
): error is StudioError<Code> => error instanceof StudioError && (code === undefined || error.code === code)

const systemReasons = {
  ENOENT: "file.missing",
  ENOSPC: "file.drive_full",
  EDQUOT: "file.drive_full",
  EACCES: "file.not_allowed",
  EPERM: "file.not_allowed",
  EROFS: "file.read_only",
  ENOTDIR: "file.in_the_way",
  EEXIST: "file.in_the_way",
  EISDIR: "file.is_folder",
  ENAMETOOLONG: "file.name_too_long",
  ENOTFOUND: "network.unknown_host",
  EAI_AGAIN: "network.no_lookup",
  ECONNREFUSED: "network.refused",
  ECONNRESET: "network.broken_off",
  EPIPE: "network.broken_off",
  ETIMEDOUT: "network.no_answer",
  EHOSTUNREACH: "network.unreachable",
  ENETUNREACH: "network.unreachable",
} as const satisfies Record<string, NoteCode>

/** Why something failed, as a part of another sentence: our own errors by their code, a library's by its message. */
export function reasonOf(error: unknown): Note {
  if (error instanceof StudioError) return { code: error.code, details: error.details }
  const { code = "", message }: { code?: string; message: string } =
    error instanceof Error ? error : { message: String(error) }
  if (code in systemReasons) return note(systemReasons[code as keyof typeof systemReasons], {})
  return note("program.quoted", { text: (message || code).split("\n", 1)[0]! })
}
