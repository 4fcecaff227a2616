/** What can be done to a render, each step with its way back. */

import type { RenderView } from "../../native/contract/api/renders.ts"
import type { Verdict } from "../../native/contract/verdict.ts"
import { useTranslations } from "../app/translations.ts"
import { useUndo } from "../app/undo.ts"
import { client } from "../engine/rpc.ts"
import { setDraft } from "./studio-draft.ts"

export function useRenderSteps() {
  const t = useTranslations("studio.variants")
  const undo = useUndo()

  const mark = (render: RenderView, label: string, to: { starred?: boolean; verdict?: Verdict }) => {
    const { starred, verdict } = render
    const set = async (change: { starred?: boolean; verdict?: Verdict }) => {
      await client.renders.mark({ ids: [render.id], ...change })
    }
    void undo.run({ label, do: () => set(to), undo: () => set({ starred, verdict }) }, { quiet: true })
  }
  const toggled = (render: RenderView, verdict: Verdict): Verdict =>
    render.verdict === verdict ? "none" : verdict

  return {
    star: (render: RenderView) => mark(render, t("star"), { starred: !render.starred }),
    approve: (render: RenderView) => mark(render, t("approve"), { verdict: toggled(render, "approved") }),
    reject: (render: RenderView) => mark(render, t("reject"), { verdict: toggled(render, "rejected") }),
    remove: (render: RenderView) => {
      const ids = [render.id]
      void undo.run({
        label: t("deleted"),
        do: async () => {
          setDraft({ shown: { kind: "preview" }, against: { kind: "original" } })
          await client.renders.remove({ ids })
        },
        undo: async () => {
          await client.renders.restore({ ids })
        },
      })
    },
  }
}
