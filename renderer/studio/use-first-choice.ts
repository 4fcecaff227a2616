/** Chooses what the studio works on, when it opens and when something is sent to it. */
import { useEffect } from "react"
import type { Status } from "../../native/contract/api/app.ts"
import { notify } from "../app/notices.tsx"
import { engineAway, problemOf } from "../app/problem.ts"
import { useTranslations } from "../app/translations.ts"
import { nothingSent, useStudioChoice } from "../shared/studio-choice.ts"
import { draft } from "../shared/studio-draft.ts"
import { chooseFirst } from "./first-choice.ts"

/** @param tries another number has it tried again */
export function useFirstChoice(
  status: Status | undefined,
  tries: number,
  onProblem: (problem: unknown) => void,
): void {
  const t = useTranslations("studio")
  const sent = useStudioChoice()
  const items = status?.workspace.items ?? 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: chosen again when something is sent, or the first items come
  useEffect(() => {
    if (!status || items === 0) return
    const isSent = Object.values(sent).some(value => value !== null)
    const { item, persona } = draft()
    if (item && persona && !isSent) return
    const choose = async () => {
      try {
        const other = await chooseFirst(status, sent)
        if (other) notify({ text: t("personaGone", { name: other.name }) })
      } catch (problem) {
        onProblem(problem)
        if (problemOf(problem).code === engineAway) return
      }
      // Also what can't be chosen, for it would stay in the way; only what nobody could answer is tried again.
      if (isSent && useStudioChoice.getState() === sent) useStudioChoice.setState(nothingSent)
    }
    void choose()
  }, [sent, items > 0, status === undefined, tries])
}
