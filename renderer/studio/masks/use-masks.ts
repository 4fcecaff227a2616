/** The item's masks, and what can be done to them, each step with its way back. */
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import type { ItemSummary } from "../../../native/contract/api/common.ts"
import type { Mask } from "../../../native/contract/mask.ts"
import { useTellProblem } from "../../app/attempt.ts"
import { useJoin } from "../../app/join.ts"
import { notify } from "../../app/notices.tsx"
import { useSay } from "../../app/problem-text.ts"
import { useTranslations } from "../../app/translations.ts"
import { useUndo } from "../../app/undo.ts"
import { client, orpc } from "../../engine/rpc.ts"
import { changeSettings, draft, useDraft } from "../../shared/studio-draft.ts"
import { useSettingsSteps } from "../../shared/use-settings-steps.ts"

export function useMasks(item: ItemSummary) {
  const t = useTranslations("studio.masks")
  const undo = useUndo()
  const steps = useSettingsSteps()
  const cache = useQueryClient()
  const tell = useTellProblem()
  const say = useSay()
  const join = useJoin()
  const [busy, setBusy] = useState(false)
  const protect = useDraft(draft => draft.settings.protect)
  const { data } = useQuery(orpc.masks.list.queryOptions({ input: { item: item.id } }))
  const list = data ?? []

  const read = () => cache.invalidateQueries({ queryKey: orpc.masks.list.key() })
  const set = (names: readonly string[]) => changeSettings({ protect: [...names] }, "quick")
  const withName = (name: string) => [...new Set([...draft().settings.protect, name])]
  const without = (name: string) => draft().settings.protect.filter(other => other !== name)

  /** Puts things back as they were before a mask of that name was changed. */
  async function putBack(name: string, before: Mask | undefined, names: readonly string[]): Promise<void> {
    if (before) await client.masks.restore(before)
    else await client.masks.remove({ item: item.id, name })
    await read()
    set(names)
  }

  async function save(name: string, file: File): Promise<boolean> {
    const before = list.find(mask => mask.name === name)
    const names = draft().settings.protect
    return undo.run({
      label: t(before ? "changed" : "made", { name }),
      do: async () => {
        await client.masks.save({ item: item.id, name, file })
        await read()
        // Whoever draws a mask means to protect by it; the settings are new ones also where it does already, so that the
        // preview is drawn again.
        set(withName(name))
      },
      undo: () => putBack(name, before, names),
    })
  }

  return {
    list,
    /** Names that are to protect and that the item has no mask of. */
    lost: data ? protect.filter(name => !data.some(mask => mask.name === name)) : [],
    protect,
    busy,
    save,
    freeName(wanted: string): string {
      const taken = new Set(list.map(({ name }) => name))
      for (let n = 1; ; n++) {
        const name = n === 1 ? wanted : `${wanted} ${n}`
        if (!taken.has(name)) return name
      }
    },
    setProtected(name: string, on: boolean): void {
      const label = t(on ? "protected" : "released", { name })
      steps.take(label, { protect: on ? withName(name) : without(name) })
    },
    async remove(mask: Mask): Promise<void> {
      const names = draft().settings.protect
      await undo.run({
        label: t("deleted", { name: mask.name }),
        do: async () => {
          await client.masks.remove({ item: item.id, name: mask.name })
          set(without(mask.name))
          await read()
        },
        undo: () => putBack(mask.name, mask, names),
      })
    },
    /** Protects the picture's subject: with the mask of that name, or one that the foreground network makes. */
    async protectSubject(): Promise<void> {
      const name = t("subjectName")
      const known = list.find(mask => mask.name === name)
      if (known && !known.stale) {
        steps.take(t("protected", { name }), { protect: withName(name) })
        return
      }
      setBusy(true)
      try {
        const { picture, doubts } = await client.masks.subject({ item: item.id })
        const bytes = Uint8Array.from(atob(picture.slice(picture.indexOf(",") + 1)), letter =>
          letter.charCodeAt(0),
        )
        if (!(await save(name, new File([bytes], "subject.png", { type: "image/png" })))) return
        if (doubts.length > 0)
          notify({ text: t("doubts", { doubts: join.list(doubts.map(say)) }), kind: "error" })
      } catch (problem) {
        tell(problem)
      } finally {
        setBusy(false)
      }
    },
  }
}
