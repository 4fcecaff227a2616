/** What the engine finds of a product's pictures and word, asked anew when the draft has rested. */
import { skipToken, useQuery } from "@tanstack/react-query"
import { useEffect } from "react"
import { orpc } from "../engine/rpc.ts"
import { useDebounced } from "../ui/use-debounced.ts"
import type { TeachingAsk } from "./teach-draft.ts"

export function useTeachingCheck(ask: TeachingAsk | null) {
  const now = JSON.stringify(ask)
  const asked = useDebounced(now, 400)
  const input = JSON.parse(asked) as TeachingAsk | null
  const query = useQuery({
    ...orpc.training.checkTeaching.queryOptions({ input: input ?? skipToken }),
    placeholderData: previous => previous,
    // Free memory and disk change by themselves.
    staleTime: 30_000,
  })
  const { refetch } = query
  const { data: status } = useQuery(orpc.app.status.queryOptions())
  // Another pack or device, or a run that has ended: each may change what is found, many within a moment.
  const rested = useDebounced(status, 1000)
  const isAsked = input !== null
  useEffect(() => {
    if (rested && isAsked) void refetch({ cancelRefetch: false })
  }, [rested, isAsked, refetch])
  return {
    ...query,
    data: ask === null ? undefined : query.data,
    current: asked === now && !query.isFetching && !query.isPlaceholderData,
  }
}
