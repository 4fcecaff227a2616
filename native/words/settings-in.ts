/** The words of settings outside the page. */
import { setting as english, settingValue as englishValues } from "./en/setting.ts"
import type { Locale } from "./locale.ts"
import type { SettingValueWords } from "./setting-text.ts"
import type { AllSettingWords } from "./setting-words.ts"
import { setting as chinese, settingValue as chineseValues } from "./zh/setting.ts"

export const settingWordsIn = (locale: Locale): AllSettingWords => (locale === "zh-Hans" ? chinese : english)

export const settingValuesIn = (locale: Locale): SettingValueWords =>
  locale === "zh-Hans" ? chineseValues : englishValues
