/** The client's link: whichever wire is open carries the call. */
import { type ClientLink, mapEventIterator } from "@orpc/client"
import { EngineAwayError } from "../app/problem.ts"
import type { Line, Wire } from "./line.ts"

/** Sends every call over the wire that is open; a call or stream whose wire ends fails with EngineAwayError. */
export function linkOver(line: Line): ClientLink<Record<never, never>> {
  const why = (wire: Wire, error: unknown, signal: AbortSignal | undefined) =>
    line.isOpen(wire) || signal?.aborted ? error : new EngineAwayError("", { cause: error })
  return {
    async call(path, input, options) {
      const wire = await line.wire(options.signal)
      try {
        const output = await wire.link.call(path, input, options)
        if (!isStream(output)) return output
        return mapEventIterator(output, {
          value: async value => value,
          error: async error => why(wire, error, options.signal),
        })
      } catch (error) {
        throw why(wire, error, options.signal)
      }
    },
  }
}

const isStream = (output: unknown): output is AsyncIterator<unknown, unknown, undefined> =>
  typeof output === "object" && output !== null && Symbol.asyncIterator in output && "next" in output
