/** The page's one client: typed calls (`client`), query options for them (`orpc`), and the cache they fill. */
import { createORPCClient } from "@orpc/client"
import { createTanstackQueryUtils } from "@orpc/tanstack-query"
import { QueryClient } from "@tanstack/react-query"
import type { ApiClient } from "../../native/contract/api/index.ts"
import { engineAway, problemOf } from "../app/problem.ts"
import { portDial, socketDial } from "./dial.ts"
import { Line } from "./line.ts"
import { linkOver } from "./link.ts"

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
