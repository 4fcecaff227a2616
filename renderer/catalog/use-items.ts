/** Items by their place in a search, read in parts as they come into sight. */
import { useQueries, useQuery, useQueryClient } from "@tanstack/react-query"
import type { ItemQuery } from "../../native/contract/api/catalog.ts"
import type { ItemSummary } from "../../native/contract/api/common.ts"
import { orpc } from "../engine/rpc.ts"
import { idsBetween } from "./selection.ts"

const pageSize = 200

export interface Found {
  /** undefined until the first part is there. */
  total: number | undefined
  error: unknown
  retry: () => void
  itemAt(index: number): ItemSummary | undefined
  /** From one index to another, also those that are not read yet. */
  idsBetween(...ends: [number, number]): Promise<string[]>
}

/** @param first index of the first item in sight; @param last of the last one */
export function useItems(query: ItemQuery, first: number, last: number): Found {
  const cache = useQueryClient()
  const optionsOf = (page: number) =>
    orpc.items.list.queryOptions({ input: { ...query, offset: page * pageSize, limit: pageSize } })
  const start = useQuery(optionsOf(0))
  const from = Math.floor(first / pageSize)
  const pages = Array.from({ length: Math.floor(last / pageSize) - from + 1 }, (_, index) => from + index)
  const parts = useQueries({ queries: pages.map(optionsOf) })
  return {
    total: start.data?.total,
    error: start.error ?? parts.find(part => part.error)?.error ?? null,
    retry: () => void start.refetch(),
    itemAt(index) {
      const page = Math.floor(index / pageSize)
      const data = page === 0 ? start.data : parts[page - from]?.data
      return data?.items[index % pageSize]
    },
    idsBetween: (...ends) =>
      idsBetween(ends, pageSize, async page => (await cache.fetchQuery(optionsOf(page))).items),
  }
}
