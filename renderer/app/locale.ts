/** Which language the page speaks: the setting, or the system's; remembered so that the first frame has it too. */
import { useEffect, useState } from "react"
import type { AppSettings } from "../../native/contract/api/settings.ts"
import { en, type Locale, type Messages, messagesOf } from "../strings/index.ts"
import type { Translation } from "../strings/translation.ts"

export type Language = AppSettings["language"]

const remembered = "studio.language"

export function localeOf(language: Language, system: readonly string[] = navigator.languages): Locale {
  if (language !== "system") return language
  for (const tag of system) {
    if (/^zh\b/i.test(tag)) return "zh-Hans"
    if (/^en\b/i.test(tag)) return "en"
  }
  return "en"
}

/** The language that the page was set to when it was last open. */
export function lastLanguage(): Language {
  const kept = localStorage.getItem(remembered)
  return kept === "en" || kept === "zh-Hans" ? kept : "system"
}

/** Messages of the language; null until they are there, and those of the former language until another's are. */
export function useMessagesIn(
  language: Language,
): { locale: Locale; messages: Translation<Messages> } | null {
  const locale = localeOf(language)
  const [loaded, setLoaded] = useState<{ locale: Locale; messages: Translation<Messages> } | null>(
    locale === "en" ? { locale, messages: en } : null,
  )
  useEffect(() => {
    let wanted = true
    localStorage.setItem(remembered, language)
    messagesOf(locale).then(
      messages => wanted && setLoaded({ locale, messages }),
      // The file is part of the page; when it can't be had, English is better than nothing.
      () => wanted && setLoaded({ locale: "en", messages: en }),
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
