/** What a scenario is called; one of the user's own has only its id. */
import { common as english } from "./en/page/common.ts"
import type { Locale } from "./locale.ts"
import { common as chinese } from "./zh/page/common.ts"

export function scenarioNameIn(locale: Locale, id: string): string {
  const names: Readonly<Record<string, string>> = (locale === "en" ? english : chinese).scenarios
  return Object.hasOwn(names, id) ? names[id]! : id
}
