/** The page's one client: typed calls (`client`), query options for them (`orpc`), and the cache they fill. */
import { type ClientLink, createORPCClient, mapEventIterator } from "@orpc/client"
import { createTanstackQueryUtils } from "@orpc/tanstack-query"
import { QueryClient } from "@tanstack/react-query"
import type { ApiClient } from "../../native/contract/api/index.ts"
import { portDial, socketDial } from "./dial.ts"
import { EngineAwayError, Line, type Wire } from "./line.ts"
import { engineAway, problemOf } from "./problem.ts"

export const line = new Line(
  window.studio ? portDial(window.studio, window) : socketDial(window.location.origin),
)

export const client: ApiClient = createORPCClient(linkOver(line))

/** @example useQuery(orpc.items.get.queryOptions({ input: { id } })) */
export const orpc = createTanstackQueryUtils(client)

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // The engine says what has changed (live.ts); nothing is asked again only because time has passed.
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      // The engine is on this machine: a network that is down doesn't matter.
      networkMode: "always",
      retry: (failures, error) => failures < 3 && problemOf(error).code === engineAway,
      retryDelay: 1000,
    },
    mutations: { networkMode: "always", retry: false },
  },
})

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
