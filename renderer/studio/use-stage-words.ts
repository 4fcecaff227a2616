/** What the workbench says of its pictures: their names, what is waited for, and how far the drawing is. */

import { useProblemText } from "../app/problem-text.ts"
import { useTranslations } from "../app/translations.ts"
import type { Shown } from "../shared/studio-draft.ts"
import { numberDrawn } from "./use-rendering.ts"
import type { Workbench } from "./use-workbench.ts"

export interface StageWords {
  nameOf: (shown: Shown) => string
  /** Which pictures are compared. */
  comparing: string
  /** Why there can't be a picture; null when there can. */
  missing: string | null
  /** In place of a picture that isn't there yet. */
  waiting: string
  /** Under the pictures; empty when there is nothing to say. */
  note: string
}

export function useStageWords(work: Workbench): StageWords {
  const t = useTranslations("studio")
  const textOf = useProblemText()
  const { item, persona, model, settings, shown, preview, base, rendering, preparing } = work

  const nameOf = (which: Shown): string => {
    switch (which.kind) {
      case "original":
        return t("names.original", { title: item.title })
      case "base":
        return t("names.base")
      case "preview": {
        const adapter = work.adapters.find(({ id }) => id === settings.adapter)
        return work.comparesBase && adapter
          ? t("names.adapter", { name: adapter.name })
          : t("names.preview", { persona: persona.name })
      }
      case "render":
        return t("names.render", {
          seed: String(work.renders.find(({ id }) => id === which.id)?.recipe.made.seed ?? "–"),
        })
    }
  }

  function waiting(): string {
    if (preparing?.progress.total)
      return t("waiting.preparing", { done: preparing.progress.done, total: preparing.progress.total })
    return work.ready ? t("waiting.drawing") : t("waiting.model")
  }

  function note(): string {
    const drawing = preview.step ?? base.step
    if (rendering.runsHere)
      return t("note.rendering", { index: numberDrawn(rendering), count: rendering.count })
    if (drawing) return t("note.drawing", { done: drawing.done, of: drawing.of })
    if (preview.seconds === null || shown.kind !== "preview") return ""
    return t("note.drawn", { seconds: preview.seconds.toFixed(1), steps: work.asked.settings.steps ?? 0 })
  }

  const stops = model?.state === "failed" ? model.problem : work.problem
  const missing = stops === null ? null : textOf(stops).message
  return {
    nameOf,
    comparing: work.sweeps
      ? t("sweep.explain")
      : t("comparing", { a: nameOf(work.behind), b: nameOf(shown) }),
    missing,
    waiting: missing ?? waiting(),
    note: note(),
  }
}
