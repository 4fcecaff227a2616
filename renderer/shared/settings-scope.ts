/** Whose settings the sliders change: the studio's draft, unless a part around them says otherwise. */
import { createContext, useContext } from "react"
import type { Settings } from "../../native/contract/settings.ts"
import { changeSettings, type Draft, draft, setDraft, useDraft } from "./studio-draft.ts"

export interface SettingsScope {
  settings: Settings
  /** The settings as they are now, which the last render may not have seen. */
  read(): Settings
  change(change: Partial<Settings>, quality?: Draft["quality"]): void
  /** A seed that can be kept for the next render; absent where each picture keeps its own. */
  seedLock?: { locked: boolean; lock: (locked: boolean) => void }
}

const Scope = createContext<SettingsScope | null>(null)
export const SettingsScopeProvider = Scope.Provider

export function useSettingsScope(): SettingsScope {
  const scope = useContext(Scope)
  const settings = useDraft(draft => draft.settings)
  const locked = useDraft(draft => draft.seedLocked)
  if (scope) return scope
  return {
    settings,
    read: () => draft().settings,
    change: changeSettings,
    seedLock: { locked, lock: seedLocked => setDraft({ seedLocked }) },
  }
}
