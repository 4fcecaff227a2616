/** What the page says of settings. The words are in native/words, which the command line reads too. */
import { useMessages } from "use-intl"
import type { Settings } from "../../native/contract/settings.ts"
import type { SettingName } from "../../native/contract/settings-table.ts"
import { mainSettingsText, settingText, shortName } from "../../native/words/setting-text.ts"

export function useSettingWords() {
  const { setting: words, settingValue: values } = useMessages()
  return {
    words,
    /** The name where there is little room: `λ1`. */
    short: (name: SettingName) => shortName(words, name),
    text: (name: SettingName, value: unknown) => settingText(words, values, name, value),
    /** The settings that decide most, on one line. */
    mainLine: (settings: Partial<Settings>) => mainSettingsText(words, settings),
    /** Some settings on one line: `λ1 0.5 · λ2 0.2`. */
    line: (settings: Partial<Settings>) =>
      Object.entries(settings)
        .map(
          ([name, value]) =>
            `${shortName(words, name as SettingName)} ${settingText(words, values, name as SettingName, value)}`,
        )
        .join(" · "),
  }
}
