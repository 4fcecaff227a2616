/** The words of settings outside the page. */
import { setting as english, settingValue as englishValues } from "./en/setting.ts"
import type { Locale } from "./locale.ts"
import type { SettingValueWords } from "./setting-text.ts"
import type { AllSettingWords } from "./setting-words.ts"
import { wordsIn } from "./texts.ts"
import { setting as chinese, settingValue as chineseValues } from "./zh/setting.ts"

export const settingWordsIn = (locale: Locale): AllSettingWords => wordsIn(locale, english, chinese)

export const settingValuesIn = (locale: Locale): SettingValueWords =>
  wordsIn(locale, englishValues, chineseValues)
