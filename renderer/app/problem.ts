/** Any thrown value as the page shows it. */
import { ORPCError } from "@orpc/client"
import { detailsSchema, type Problem } from "../../native/contract/problem.ts"

export const engineAway = "page.engine_away"

/** A call found no engine, or lost it on the way: it may or may not have been done. */
export class EngineAwayError extends Error {
  override readonly name = "EngineAwayError"
}

/** @example problemOf(query.error).next */
export function problemOf(error: unknown): Problem {
  if (error instanceof EngineAwayError)
    return { code: engineAway, message: "The engine doesn't answer.", next: "Wait a moment and try again." }
  if (error instanceof ORPCError) {
    const data: { next?: unknown; details?: unknown } =
      typeof error.data === "object" ? (error.data ?? {}) : {}
    const { data: details } = detailsSchema.safeParse(data.details)
    return {
      code: error.code,
      message: error.message,
      next: typeof data.next === "string" ? data.next : "",
      ...(details && { details }),
    }
  }
  return {
    code: "unexpected",
    message: "Something went wrong inside the program.",
    next: "Try again. If it happens again, report it with the diagnostics from Settings.",
  }
}

/** Whether a call ended because the page itself let go of it. */
export const isAbort = (error: unknown): boolean =>
  error instanceof Error && (error.name === "AbortError" || error.name === "CancelledError")
