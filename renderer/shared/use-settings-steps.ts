/** Changes of settings as steps that can be taken back; a drag is one step. */
import { useRef } from "react"
import type { Settings } from "../../native/contract/settings.ts"
import { useUndo } from "../app/undo.ts"
import { useSettingWords } from "./setting-words.ts"
import { useSettingsScope } from "./settings-scope.ts"

export function useSettingsSteps() {
  const undo = useUndo()
  const { words } = useSettingWords()
  const { read, change: changeSettings } = useSettingsScope()
  const before = useRef<Partial<Settings> | null>(null)
  return {
    /** While a slider moves. */
    move<Name extends keyof Settings>(name: Name, value: Settings[Name]): void {
      before.current ??= { [name]: read()[name] }
      changeSettings({ [name]: value }, "quick")
    },
    /** When it is let go. The step has the setting's name, if no other label is given. */
    commit<Name extends keyof Settings>(name: Name, value: Settings[Name], label = words[name].label): void {
      const from = before.current ?? { [name]: read()[name] }
      before.current = null
      const to = { [name]: value }
      changeSettings(to)
      if (from[name] !== value)
        undo.record({
          label,
          do: () => changeSettings(to, "quick"),
          undo: () => changeSettings(from, "quick"),
        })
    },
    /** Several at once: a preset, a sweep's cell, a recipe. */
    take(label: string, change: Partial<Settings>): void {
      const settings = read()
      const from = Object.fromEntries(
        Object.keys(change).map(name => [name, settings[name as keyof Settings]]),
      ) as Partial<Settings>
      void undo.run({
        label,
        do: () => changeSettings(change, "quick"),
        undo: () => changeSettings(from, "quick"),
      })
    },
  }
}
