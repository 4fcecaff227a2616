/** The plan by itself, where no preview brings it: the sweep's. */
import { useQuery } from "@tanstack/react-query"
import type { DrawRequest } from "../../native/contract/draw.ts"
import { orpc } from "../engine/rpc.ts"

export function usePlan(request: DrawRequest, enabled: boolean) {
  const { item, persona } = request
  return useQuery({
    ...orpc.studio.plan.queryOptions({ input: request }),
    enabled,
    // The last one of the same item and persona stays until the next is there.
    placeholderData: (plan, last) => {
      const key = last?.queryKey as [path: unknown, asked: { input: DrawRequest }] | undefined
      const asked = key?.[1].input
      return asked?.item === item && asked.persona === persona ? plan : undefined
    },
  })
}
