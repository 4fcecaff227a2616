/** What is written on comparison and contact sheets. */
import type { SchedulerName } from "../contract/setting-values.ts"
import { sheet as english } from "./en/sheet.ts"
import type { Locale } from "./locale.ts"
import { settingWordsIn } from "./settings-in.ts"
import { type Texts, textsIn } from "./texts.ts"
import { sheet as chinese } from "./zh/sheet.ts"

export type SheetTexts = Texts<typeof english>

export const sheetTextsIn = (locale: Locale): SheetTexts => textsIn(locale, english, chinese)

/** What kind of picture a scenario asks for. A user's own φ is said as it is, one of ours in the sheet's language. */
export function kindText(locale: Locale, { id, phi }: { id: string; phi: string }): string {
  const shipped: Readonly<Record<string, string>> = english.kinds
  return shipped[id] === phi ? sheetTextsIn(locale)(`kinds.${id as keyof typeof english.kinds}`) : phi
}

/** How an image was drawn, in a few words: `DDIM, 50 steps, guidance 7.5`. */
export function solverText(
  locale: Locale,
  { scheduler, steps, guidance }: { scheduler: SchedulerName; steps: number; guidance: number },
): string {
  const { options } = settingWordsIn(locale).scheduler
  const texts = sheetTextsIn(locale)
  return texts("solver", { scheduler: options[scheduler], steps, guidance: `${guidance}` })
}
