/** An item's own tags, and what can be done to them, each step with its way back. */
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { useTranslations } from "../app/translations.ts"
import { useUndo } from "../app/undo.ts"
import { client, orpc } from "../engine/rpc.ts"

export function useOwnTags(id: string) {
  const t = useTranslations("studio.tags")
  const undo = useUndo()
  const cache = useQueryClient()
  const { data } = useQuery(orpc.items.get.queryOptions({ input: { id } }))
  const own = data?.tags?.own ?? []

  const set = async (next: readonly string[]) => {
    const tags = await client.items.setOwnTags({ id, tags: [...next] })
    cache.setQueryData(orpc.items.get.queryKey({ input: { id } }), page => page && { ...page, tags })
  }

  /** The list is set as a whole, so it is read when the step's turn comes: the one before may still be on its way. */
  const change = (label: string, changed: (own: readonly string[]) => readonly string[]) => {
    let before: readonly string[] = []
    const act = async () => {
      before = (await client.items.get({ id })).tags?.own ?? []
      await set(changed(before))
    }
    void undo.run({ label, do: act, undo: () => set(before) })
  }

  const without = (tags: readonly string[], tag: string) => tags.filter(other => other !== tag)

  return {
    own,
    add(tag: string): void {
      if (!own.includes(tag)) change(t("added", { tag }), tags => [...without(tags, tag), tag])
    },
    remove: (tag: string) => change(t("removed", { tag }), tags => without(tags, tag)),
  }
}
