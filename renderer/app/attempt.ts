/** Changes that can't be taken back: what was done is said, and what went wrong. Those with a way back are undo.ts's. */
import { useCallback } from "react"
import { notify } from "./notices.tsx"
import { useProblemText } from "./problem-text.ts"

/** Says what went wrong and what to do next, at the bottom of the window.
 *
 * @example const tell = useTellProblem(); useMutation(orpc.jobs.pause.mutationOptions({ onError: tell }))
 */
export function useTellProblem(): (problem: unknown) => void {
  const textOf = useProblemText()
  return useCallback(
    problem => {
      const { message, next } = textOf(problem)
      notify({ text: [message, next].filter(Boolean).join(" "), kind: "error" })
    },
    [textOf],
  )
}

/**
 * Does something and says the sentence that it resolves to; a failure is said instead.
 *
 * @returns whether it was done
 * @example await attempt(async () => { await client.adapters.remove({ id }); return t("removed", { name }) })
 */
export function useAttempt(): (act: () => Promise<string>) => Promise<boolean> {
  const tell = useTellProblem()
  return useCallback(
    async act => {
      try {
        notify({ text: await act(), kind: "success" })
        return true
      } catch (problem) {
        tell(problem)
        return false
      }
    },
    [tell],
  )
}
