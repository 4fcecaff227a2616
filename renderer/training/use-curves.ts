/** The curves of runs, read again while these run. */
import { useQueries } from "@tanstack/react-query"
import { useEffect } from "react"
import type { Run } from "../../native/contract/training.ts"
import { orpc } from "../engine/rpc.ts"

/** Milliseconds between two readings of the curves of a run that goes on; not while the page is out of sight. */
const readEvery = 2000

export function useCurves(runs: readonly Pick<Run, "id" | "state">[]) {
  const queries = useQueries({
    queries: runs.map(({ id, state }) => ({
      ...orpc.training.curves.queryOptions({ input: { id } }),
      refetchInterval: state === "running" ? readEvery : (false as const),
    })),
  })
  const states = runs.map(({ id, state }) => `${id} ${state}`).join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: a run's last points come with its end
  useEffect(() => {
    for (const { refetch } of queries) void refetch({ cancelRefetch: false })
  }, [states])
  return queries
}
