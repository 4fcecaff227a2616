/** Keeps a setting, shown at once and taken back when the engine refuses it. */
import { useMutation, useQueryClient } from "@tanstack/react-query"
import type { AppSettings, WholeSettings } from "../../native/contract/api/settings.ts"
import { useTellProblem } from "../app/attempt.ts"
import { client, orpc } from "../engine/rpc.ts"

/** What settings.get answers. */
export type KeptSettings = WholeSettings

/** @example const set = useSet(); set.mutate({ theme: "dark" }) */
export function useSet() {
  const cache = useQueryClient()
  const tell = useTellProblem()
  const queryKey = orpc.settings.get.queryKey()
  return useMutation({
    mutationFn: (change: Partial<AppSettings & Pick<WholeSettings, "houseWords">>) =>
      client.settings.set(change),
    onMutate: change => {
      const before = cache.getQueryData(queryKey)
      cache.setQueryData(queryKey, kept => kept && { ...kept, ...change })
      return before
    },
    onSuccess: kept => cache.setQueryData(queryKey, kept),
    onError: (error, _change, before) => {
      cache.setQueryData(queryKey, before)
      tell(error)
    },
  })
}
