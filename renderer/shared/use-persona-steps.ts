/** What can be done to a persona, each step with its way back. */
import { useQueryClient } from "@tanstack/react-query"
import { useLocation } from "wouter"
import type { Persona } from "../../native/contract/catalog.ts"
import { useAttempt } from "../app/attempt.ts"
import { inPath } from "../app/paths.ts"
import { useTranslations } from "../app/translations.ts"
import { useUndo } from "../app/undo.ts"
import { client, orpc } from "../engine/rpc.ts"
import { useAsk } from "../ui/ask.tsx"

const longestName = 200

type Lists = Pick<Persona, "pinned" | "banned">
type Change = Partial<Lists & Pick<Persona, "name">>

export function usePersonaSteps(persona: Persona) {
  const t = useTranslations("personas")
  const undo = useUndo()
  const ask = useAsk()
  const attempt = useAttempt()
  const cache = useQueryClient()
  const [, navigate] = useLocation()
  const { id, name } = persona

  const update = async (change: Change) => {
    const updated = await client.personas.update({ id, ...change })
    cache.setQueryData(
      orpc.personas.get.queryKey({ input: { id } }),
      page => page && { ...page, persona: updated },
    )
  }

  const { run } = undo

  /** The lists are set as a whole, so they are read when the step's turn comes: the one before may still be on its way. */
  const change = (label: string, changed: (lists: Lists) => Partial<Lists>) => {
    let before: Change = {}
    const act = async () => {
      const { pinned, banned } = (await client.personas.get({ id })).persona
      before = { pinned, banned }
      await update(changed({ pinned, banned }))
    }
    return run({ label, do: act, undo: () => update(before) })
  }

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
      if (!next || next === name) return
      const label = t("renamed", { name, next })
      await run({ label, do: () => update({ name: next }), undo: () => update({ name }) })
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
      await run({
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
    },

    async archive() {
      await run({
        label: t("archived", { name }),
        do: async () => {
          await client.catalogs.putAway({ kind: "archived", personas: [id] })
          navigate("/")
        },
        undo: async () => {
          await client.catalogs.bringBack({ personas: [id] })
        },
      })
    },

    /** There is no way back. */
    async erase() {
      const agreed = await ask.confirm({
        title: t("eraseTitle", { name }),
        text: t("eraseText"),
        confirm: t("erase"),
        destructive: true,
      })
      if (!agreed) return
      await attempt(async () => {
        await client.personas.erase({ id })
        navigate("/")
        return t("erased", { name })
      })
    },

    async remove() {
      let removed = persona
      await run({
        label: t("removed", { name }),
        do: async () => {
          removed = await client.personas.remove({ id })
          navigate("/")
        },
        undo: async () => {
          await client.personas.putBack(removed)
        },
      })
    },

    /** A tag is pinned or banned, never both. */
    pin: (tag: string) =>
      change(t("pinnedTag", { tag }), ({ pinned, banned }) => ({
        pinned: [...without(pinned, tag), tag],
        banned: without(banned, tag),
      })),
    unpin: (tag: string) =>
      change(t("unpinnedTag", { tag }), ({ pinned }) => ({ pinned: without(pinned, tag) })),
    ban: (tag: string) =>
      change(t("bannedTag", { tag }), ({ pinned, banned }) => ({
        banned: [...without(banned, tag), tag],
        pinned: without(pinned, tag),
      })),
    unban: (tag: string) =>
      change(t("unbannedTag", { tag }), ({ banned }) => ({ banned: without(banned, tag) })),
  }
}
