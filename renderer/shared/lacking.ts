import type { PackView } from "../../native/contract/api/app.ts"
import type { SettingsInput } from "../../native/contract/settings.ts"
import { type SettingName, settingEntry } from "../../native/contract/settings-table.ts"

/** Whether the pack lacks what the setting needs; an adapter brings an interest attention of its own. */
export function isLacking(
  name: SettingName,
  { adapter = null }: Pick<SettingsInput, "adapter">,
  pack: PackView | null,
): boolean {
  const { needs } = settingEntry(name)
  if (!needs || !pack) return false
  return !pack.features[needs] && !(needs === "interest" && adapter !== null)
}
