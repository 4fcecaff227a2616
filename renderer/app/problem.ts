/** Any thrown value as the page shows it. */
import { ORPCError } from "@orpc/client"
import { detailsSchema } from "../../native/contract/note.ts"
import type { Problem } from "../../native/contract/problem.ts"

export const engineAway = "page.engine_away"

/** A call found no engine, or lost it on the way: it may or may not have been done. */
export class EngineAwayError extends Error {
  override readonly name = "EngineAwayError"
}

/** @example problemOf(query.error).code */
export function problemOf(error: unknown): Problem {
  if (error instanceof EngineAwayError) return { code: engineAway, details: {} }
  if (error instanceof ORPCError) {
    const data = error.data as { details?: unknown } | undefined
    const { data: details = {} } = detailsSchema.safeParse(data?.details)
    return { code: error.code, details }
  }
  return { code: "program.unexpected", details: {} }
}

/** Whether a call ended because the page itself let go of it. */
export const isAbort = (error: unknown): boolean =>
  error instanceof Error && (error.name === "AbortError" || error.name === "CancelledError")
