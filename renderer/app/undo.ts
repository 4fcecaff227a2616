/** Undo for the whole studio: one stack, Ctrl/Cmd+Z and Shift+Ctrl/Cmd+Z, and a message with “Undo” after a step. */

import { useJoin } from "./join.ts"
import { notify } from "./notices.tsx"
import { useProblemText } from "./problem-text.ts"
import { useTranslations } from "./translations.ts"
import { type Step, UndoStack } from "./undo-stack.ts"

const stack = new UndoStack()

/** Takes away the message that offers to undo or redo a step: when another one is kept, the offer no longer holds. */
let withdraw = (): void => undefined

export interface Undo {
  /**
   * Does a step that can be taken back. Says what was done, with “Undo”, unless `quiet`; a failure is said.
   *
   * @returns whether it was done
   */
  run(step: Step, options?: { quiet?: boolean }): Promise<boolean>
  /** Keeps a step that was done already, e.g. a slider that was let go. */
  record(step: Step): void
  undo(): Promise<void>
  redo(): Promise<void>
}

/** @example await undo.run({ label: t("removed", { name }), do: () => …, undo: () => … }) */
export function useUndo(): Undo {
  const t = useTranslations("common")
  const textOf = useProblemText()
  const join = useJoin()

  const fail = (text: string, error: unknown) =>
    notify({ text: join.pair(text, textOf(error).message), kind: "error" })

  const back = async (only?: Step) => {
    const what = only?.label ?? stack.next.undo?.label
    try {
      const step = await stack.undo(only)
      if (step)
        withdraw = notify({
          text: t("undo.undone", { what: step.label }),
          action: { label: t("actions.redo"), run: () => void again() },
        })
      else notify({ text: t("undo.nothing") })
    } catch (error) {
      fail(t("undo.failed", { what: what ?? "" }), error)
    }
  }

  const again = async () => {
    try {
      const step = await stack.redo()
      if (step) notify({ text: t("undo.redone", { what: step.label }) })
    } catch (error) {
      fail(t("problem.title"), error)
    }
  }

  return {
    async run(step, { quiet = false } = {}) {
      try {
        await stack.run(step)
      } catch (error) {
        fail(step.label, error)
        return false
      }
      if (quiet) withdraw()
      else
        withdraw = notify({
          text: step.label,
          action: { label: t("actions.undo"), run: () => void back(step) },
        })
      return true
    },
    record: step => void stack.record(step).then(() => withdraw()),
    undo: () => back(),
    redo: again,
  }
}
