/** What can be done with adapters: renamed (and taken back), deleted, brought in and taken out. */
import { useQueryClient } from "@tanstack/react-query"
import type { AdapterView } from "../../native/contract/api/training.ts"
import { useAttempt } from "../app/attempt.ts"
import { useTranslations } from "../app/translations.ts"
import { useUndo } from "../app/undo.ts"
import { client, orpc } from "../engine/rpc.ts"
import { useChooseFolder } from "../shared/folder-picker.tsx"
import { changeSettings, draft } from "../shared/studio-draft.ts"
import { useAsk } from "../ui/ask.tsx"

export function useAdapterSteps() {
  const t = useTranslations("training.adapters")
  const ask = useAsk()
  const undo = useUndo()
  const choose = useChooseFolder()
  const attempt = useAttempt()
  const cache = useQueryClient()
  const refresh = () => cache.invalidateQueries({ queryKey: orpc.adapters.key() })
  const attemptAndRefresh = async (act: () => Promise<string>): Promise<void> => {
    await attempt(act)
    await refresh()
  }
  return {
    async rename({ id, name: from }: AdapterView): Promise<void> {
      const name = await ask.name({
        title: t("renameTitle"),
        label: t("nameLabel"),
        value: from,
        maxLength: 100,
        confirm: t("save"),
      })
      if (!name || name === from) return
      const call = async (name: string) => {
        await client.adapters.rename({ id, name })
        await refresh()
      }
      await undo.run({ label: t("renamed", { from, name }), do: () => call(name), undo: () => call(from) })
    },
    async remove({ id, name }: AdapterView): Promise<void> {
      const agreed = await ask.confirm({
        title: t("removeTitle", { name }),
        text: t("removeText"),
        confirm: t("confirmRemove"),
        destructive: true,
      })
      if (!agreed) return
      await attemptAndRefresh(async () => {
        await client.adapters.remove({ id })
        if (draft().settings.adapter === id) changeSettings({ adapter: null }, "quick")
        return t("removed", { name })
      })
    },
    async bringIn(): Promise<void> {
      const chosen = await choose({ kind: "folder", title: t("importFolder") })
      if (!chosen) return
      await attemptAndRefresh(async () => {
        const { name } = await client.adapters.import({ handle: chosen.handle })
        return t("imported", { name })
      })
    },
    async takeOut({ id, name }: AdapterView): Promise<void> {
      const chosen = await choose({ kind: "folder", title: t("exportFolder", { name }) })
      if (!chosen) return
      await attemptAndRefresh(async () => {
        const { folder } = await client.adapters.export({ id, handle: chosen.handle })
        return t("exported", { folder })
      })
    },
  }
}
