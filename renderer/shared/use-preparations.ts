/** The jobs that make the catalog ready to be drawn. */
import { useQuery } from "@tanstack/react-query"
import type { JobKind } from "../../native/contract/job-kinds.ts"
import { orpc } from "../engine/rpc.ts"

const preparations: readonly JobKind[] = ["import", "prepare", "tag"]

/** How many are open, the one that runs, and whether they are still being asked for. */
export function usePreparations() {
  const { data: jobs = [], isPending } = useQuery(orpc.jobs.list.queryOptions())
  const open = jobs.filter(
    ({ kind, state }) => preparations.includes(kind) && (state === "running" || state === "queued"),
  )
  return { toPrepare: open.length, preparing: open.find(({ state }) => state === "running"), isPending }
}
