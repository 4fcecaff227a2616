/** What the engine finds of the data and of what a run would cost, asked anew when the settings have rested. */
import { useQuery } from "@tanstack/react-query"
import { useEffect } from "react"
import { type TrainingSettings, trainingSettingsSchema } from "../../native/contract/training.ts"
import { orpc } from "../engine/rpc.ts"
import { useDebounced } from "../ui/use-debounced.ts"

export function useTrainingCheck(settings: TrainingSettings) {
  const now = JSON.stringify(settings)
  const asked = useDebounced(now, 400)
  const query = useQuery({
    ...orpc.training.check.queryOptions({
      input: { settings: trainingSettingsSchema.parse(JSON.parse(asked)) },
    }),
    placeholderData: previous => previous,
    // Free memory and disk change by themselves.
    staleTime: 30_000,
  })
  const { refetch } = query
  const { data: status } = useQuery(orpc.app.status.queryOptions())
  // Items that are prepared, a model that has opened: each may change what is found, many within a moment.
  const rested = useDebounced(status, 1000)
  useEffect(() => {
    if (rested) void refetch({ cancelRefetch: false })
  }, [rested, refetch])
  return { ...query, current: asked === now && !query.isFetching && !query.isPlaceholderData }
}
