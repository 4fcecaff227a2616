/** What can be done with a study: paused, gone on with, taken out, deleted; and asked about. */
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { useLocale } from "use-intl"
import type { StudyView } from "../../native/contract/api/evaluation.ts"
import { useTellProblem } from "../app/attempt.ts"
import { type Notice, notify } from "../app/notices.tsx"
import { useProblemText } from "../app/problem-text.ts"
import { useTranslations } from "../app/translations.ts"
import { client, orpc } from "../engine/rpc.ts"
import { useChooseFolder } from "../shared/folder-picker.tsx"
import { useAsk } from "../ui/ask.tsx"

/** Files that a message names. */
const mostNamed = 5

export function useStudySteps({ id }: Pick<StudyView, "id">, onRemoved: () => void = () => undefined) {
  const t = useTranslations("evaluation")
  const locale = useLocale()
  const ask = useAsk()
  const choose = useChooseFolder()
  const textOf = useProblemText()
  const tell = useTellProblem()
  const cache = useQueryClient()
  const { data: settings } = useQuery(orpc.settings.get.queryOptions())
  /** Does it, says what was done, or what went wrong. */
  const attempt = async (act: () => Promise<string | Notice | null>): Promise<void> => {
    try {
      const done = await act()
      if (done) notify(typeof done === "string" ? { text: done, kind: "success" } : done)
    } catch (problem) {
      tell(problem)
    }
    await cache.invalidateQueries({ queryKey: orpc.evaluation.key() })
  }
  const withFolder = async (title: string, act: (handle: string) => Promise<string | Notice | null>) => {
    const chosen = await choose({ kind: "folder", title })
    if (chosen) await attempt(() => act(chosen.handle))
  }
  return {
    pause: () =>
      attempt(async () => {
        await client.evaluation.pause({ id })
        return null
      }),
    resume: () =>
      attempt(async () => {
        await client.evaluation.resume({ id })
        return null
      }),
    async remove(): Promise<void> {
      const agreed = await ask.confirm({
        title: t("removeTitle"),
        text: t("removeText"),
        confirm: t("remove"),
        destructive: true,
      })
      if (!agreed) return
      await attempt(async () => {
        await client.evaluation.remove({ id })
        onRemoved()
        return t("removed")
      })
    },
    takeOut: () =>
      withFolder(t("exportFolder"), async handle => {
        const { folder } = await client.evaluation.export({ id, handle, locale })
        return t("exported", { folder })
      }),
    questionnaire: () =>
      withFolder(t("preference.questionnaireFolder"), async handle =>
        t("preference.written", await client.evaluation.questionnaire({ id, handle })),
      ),
    answers: () =>
      withFolder(t("preference.answersFolder"), async handle => {
        const { participants, refused } = await client.evaluation.answers({ id, handle })
        const lines = [
          t("preference.taken", { count: participants }),
          ...refused
            .slice(0, mostNamed)
            .map(({ file, problem }) => t("preference.refused", { file, reason: textOf(problem).message })),
          ...(refused.length > mostNamed
            ? [t("preference.refusedToo", { count: refused.length - mostNamed })]
            : []),
        ]
        return { text: lines.join("\n"), kind: refused.length > 0 ? "error" : "success" }
      }),
    async judge(): Promise<void> {
      const tagger = settings?.tagger
      if (tagger?.kind === "endpoint") {
        const asked = { host: new URL(tagger.url).host, model: tagger.model }
        const agreed = await ask.confirm({
          title: t("preference.judgeTitle", { host: asked.host }),
          text: t("preference.judgeText", asked),
          confirm: t("preference.judgeConfirm"),
        })
        if (!agreed) return
      }
      await attempt(async () => {
        await client.evaluation.judge({ id })
        return t("preference.asked")
      })
    },
  }
}
