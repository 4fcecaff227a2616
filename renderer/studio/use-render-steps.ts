/** What can be done to a render, each step with its way back. */
import { useQuery } from "@tanstack/react-query"
import { useTranslations } from "use-intl"
import type { RenderView, Verdict } from "../../native/contract/api/renders.ts"
import { settingsOfRecipe } from "../../native/contract/recipe-settings.ts"
import { client, orpc } from "../app/rpc.ts"
import { useUndo } from "../app/undo.ts"
import { draft, setDraft } from "./draft.ts"
import { useSettingsSteps } from "./use-settings-steps.ts"

export function useRenderSteps() {
  const t = useTranslations("studio.variants")
  const undo = useUndo()
  const settings = useSettingsSteps()
  const { data: adapters } = useQuery(orpc.adapters.list.queryOptions())

  const mark = (render: RenderView, label: string, to: { starred?: boolean; verdict?: Verdict }) => {
    const { starred, verdict } = render
    const set = async (change: { starred?: boolean; verdict?: Verdict }) => {
      await client.renders.mark({ ids: [render.id], ...change })
    }
    void undo
      .run({ label, do: () => set(to), undo: () => set({ starred, verdict }) }, { quiet: true })
      .catch(() => undefined)
  }
  const toggled = (render: RenderView, verdict: Verdict): Verdict =>
    render.verdict === verdict ? "none" : verdict

  return {
    star: (render: RenderView) => mark(render, t("star"), { starred: !render.starred }),
    approve: (render: RenderView) => mark(render, t("approve"), { verdict: toggled(render, "approved") }),
    reject: (render: RenderView) => mark(render, t("reject"), { verdict: toggled(render, "rejected") }),
    restore: ({ recipe }: RenderView) => {
      const { count } = draft().settings
      const restored = settingsOfRecipe(recipe, adapters)
      const gone = recipe.adapter && restored.adapter === null ? recipe.adapter.name : null
      const label = gone === null ? t("restored") : t("restoredWithout", { name: gone })
      settings.take(label, { ...restored, count })
    },
    remove: (render: RenderView) => {
      const ids = [render.id]
      void undo
        .run({
          label: t("deleted"),
          do: async () => {
            setDraft({ shown: { kind: "preview" }, against: { kind: "original" } })
            await client.renders.remove({ ids })
          },
          undo: async () => {
            await client.renders.restore({ ids })
          },
        })
        .catch(() => undefined)
    },
  }
}
