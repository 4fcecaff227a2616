/** Which language the page speaks: the setting, or the system's; remembered so that the first frame has it too. */
import { useEffect, useState } from "react"
import type { AppSettings } from "../../native/contract/api/settings.ts"
import { page as english } from "../../native/words/en/page/index.ts"
import { type Locale, localeFor } from "../../native/words/locale.ts"
import { type PageWords, pageWordsIn } from "../../native/words/page.ts"
import type { Translation } from "../../native/words/translation.ts"
import { fetchPart } from "./page-part.ts"

declare module "use-intl" {
  interface AppConfig {
    Messages: PageWords
    Locale: Locale
  }
}

export type Language = AppSettings["language"]

const remembered = "studio.language"

export function localeOf(language: Language, system: readonly string[] = navigator.languages): Locale {
  return language === "system" ? localeFor(system) : language
}

/** The language that the page was set to when it was last open. */
export function lastLanguage(): Language {
  const kept = localStorage.getItem(remembered)
  return kept === "en" || kept === "zh-Hans" ? kept : "system"
}

/** Messages of the language; null until they are there, and those of the former language until another's are. */
export function useMessagesIn(
  language: Language,
): { locale: Locale; messages: Translation<PageWords> } | null {
  const locale = localeOf(language)
  const [loaded, setLoaded] = useState<{ locale: Locale; messages: Translation<PageWords> } | null>(
    locale === "en" ? { locale, messages: english } : null,
  )
  useEffect(() => {
    let wanted = true
    localStorage.setItem(remembered, language)
    fetchPart(() => pageWordsIn(locale)).then(
      messages => wanted && setLoaded({ locale, messages }),
      // The file is part of the page; when it can't be had, English is better than nothing.
      () => wanted && setLoaded({ locale: "en", messages: english }),
    )
    return () => {
      wanted = false
    }
  }, [language, locale])
  useEffect(() => {
    if (loaded) document.documentElement.lang = loaded.locale
  }, [loaded])
  return loaded
}
