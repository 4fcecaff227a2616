/** Shows a layout over the pictures of a scenario: the one that a file was made with. */
import { useQueryClient } from "@tanstack/react-query"
import { client, orpc } from "../engine/rpc.ts"

/** @returns does nothing where there is no layout of that name any more; the file's warnings say so */
export function useTakeLayout(): (scenario: string, layout: string) => Promise<void> {
  const cache = useQueryClient()
  return async (scenario, layout) => {
    const known = await client.layouts.list()
    if (!known.some(({ name }) => name === layout)) return
    const { layouts } = await client.settings.get()
    const saved = await client.settings.set({ layouts: { ...layouts, [scenario]: layout } })
    cache.setQueryData(orpc.settings.get.queryKey(), saved)
  }
}
