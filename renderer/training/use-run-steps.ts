/** What can be done with a run: paused, gone on with, kept, cancelled, deleted. */
import { useMutation, useQueryClient } from "@tanstack/react-query"
import type { Run } from "../../native/contract/training.ts"
import { useTellProblem } from "../app/attempt.ts"
import { notify } from "../app/notices.tsx"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { useAsk } from "../ui/ask.tsx"
import { useLossText } from "./use-loss-text.ts"

export function useRunSteps(run: Run, onRemoved: () => void) {
  const t = useTranslations("training.run")
  const ask = useAsk()
  const loss = useLossText()
  const onError = useTellProblem()
  const cache = useQueryClient()
  const { id, name } = run
  const onSettled = () => void cache.invalidateQueries({ queryKey: orpc.training.runs.key() })
  const pause = useMutation(orpc.training.pause.mutationOptions({ onError, onSettled }))
  const resume = useMutation(orpc.training.resume.mutationOptions({ onError, onSettled }))
  const stop = useMutation(orpc.training.stop.mutationOptions({ onError, onSettled }))
  const cancel = useMutation(orpc.training.cancel.mutationOptions({ onError, onSettled }))
  const remove = useMutation(
    orpc.training.remove.mutationOptions({
      onError,
      onSuccess: runs => {
        onRemoved()
        cache.setQueryData(orpc.training.runs.queryKey(), runs)
        notify({ text: t("removed", { name }) })
      },
    }),
  )
  return {
    /** The one that was asked for and isn't done yet. */
    asked: {
      pause: pause.isPending,
      resume: resume.isPending,
      stop: stop.isPending,
      cancel: cancel.isPending,
    },
    pause: () => pause.mutate({ id }),
    resume: () => resume.mutate({ id }),
    async stop(): Promise<void> {
      const { bestStep, bestValidation } = run
      const agreed = await ask.confirm({
        title: t("stopTitle"),
        text:
          bestStep !== null && bestValidation !== null
            ? t("stopBest", { step: bestStep, loss: loss(bestValidation) })
            : t("stopText"),
        confirm: t("stop"),
        keep: t("goOn"),
      })
      if (agreed) stop.mutate({ id })
    },
    async cancel(): Promise<void> {
      const agreed = await ask.confirm({
        title: t("cancelTitle", { name }),
        text: t("cancelText"),
        confirm: t("cancelRun"),
        keep: t("goOn"),
        destructive: true,
      })
      if (agreed) cancel.mutate({ id })
    },
    async remove(): Promise<void> {
      const agreed = await ask.confirm({
        title: t("removeTitle", { name }),
        text: t("removeText"),
        confirm: t("remove"),
        destructive: true,
      })
      if (agreed) remove.mutate({ id })
    },
  }
}
