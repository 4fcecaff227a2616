/** What can be done to a persona, each step with its way back. */
import { useQueryClient } from "@tanstack/react-query"
import { useTranslations } from "use-intl"
import { useLocation } from "wouter"
import type { Persona } from "../../native/contract/catalog.ts"
import { inPath } from "../app/paths.ts"
import { client, orpc } from "../app/rpc.ts"
import { useUndo } from "../app/undo.ts"
import { useAsk } from "../ui/ask.tsx"

const longestName = 200

type Change = Partial<Pick<Persona, "name" | "pinned" | "banned">>

export function usePersonaSteps(persona: Persona) {
  const t = useTranslations("personas")
  const undo = useUndo()
  const ask = useAsk()
  const cache = useQueryClient()
  const [, navigate] = useLocation()
  const { id, name, pinned, banned } = persona

  const update = async (change: Change) => {
    const updated = await client.personas.update({ id, ...change })
    cache.setQueryData(
      orpc.personas.get.queryKey({ input: { id } }),
      page => page && { ...page, persona: updated },
    )
  }

  /** A failure has been said by then; the persona is as it was. */
  const change = (label: string, to: Change, from: Change) =>
    undo.run({ label, do: () => update(to), undo: () => update(from) }).catch(() => undefined)

  const without = (tags: readonly string[], tag: string) => tags.filter(other => other !== tag)

  return {
    async rename() {
      const next = await ask.name({
        title: t("rename"),
        label: t("name"),
        value: name,
        maxLength: longestName,
        confirm: t("rename"),
      })
      if (next && next !== name) await change(t("renamed", { name, next }), { name: next }, { name })
    },

    async duplicate() {
      const copy = await ask.name({
        title: t("duplicateTitle", { name }),
        label: t("name"),
        value: t("duplicateName", { name }).slice(0, longestName),
        maxLength: longestName,
        confirm: t("duplicate"),
      })
      if (!copy) return
      let made: Persona | null = null
      await undo
        .run({
          label: t("duplicated", { name: copy }),
          do: async () => {
            made = made
              ? await client.personas.putBack(made)
              : await client.personas.duplicate({ id, name: copy })
            navigate(`/${inPath(made.id)}`)
          },
          undo: async () => {
            if (made) await client.personas.remove({ id: made.id })
            navigate(`/${inPath(id)}`)
          },
        })
        .catch(() => undefined)
    },

    async remove() {
      let removed = persona
      await undo
        .run({
          label: t("removed", { name }),
          do: async () => {
            removed = await client.personas.remove({ id })
            navigate("/")
          },
          undo: async () => {
            await client.personas.putBack(removed)
          },
        })
        .catch(() => undefined)
    },

    /** A tag is pinned or banned, never both. */
    pin: (tag: string) =>
      change(
        t("pinnedTag", { tag }),
        { pinned: [...without(pinned, tag), tag], banned: without(banned, tag) },
        { pinned, banned },
      ),
    unpin: (tag: string) => change(t("unpinnedTag", { tag }), { pinned: without(pinned, tag) }, { pinned }),
    ban: (tag: string) =>
      change(
        t("bannedTag", { tag }),
        { banned: [...without(banned, tag), tag], pinned: without(pinned, tag) },
        { pinned, banned },
      ),
    unban: (tag: string) => change(t("unbannedTag", { tag }), { banned: without(banned, tag) }, { banned }),
  }
}
