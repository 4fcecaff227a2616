/** The keys of the screen that is shown, for the list of keys. */
import { useEffect } from "react"
import { create } from "zustand"
import type { Shortcut } from "./shortcuts.ts"

export interface ShortcutHelp {
  keys: Shortcut
  does: string
}

export const useScreenHelp = create<{ title: string; help: readonly ShortcutHelp[] }>()(() => ({
  title: "",
  help: [],
}))

/** Lists a screen's keys while it is shown. `help` should keep its identity (useMemo). */
export function useShortcutHelp(title: string, help: readonly ShortcutHelp[]): void {
  useEffect(() => {
    useScreenHelp.setState({ title, help })
    return () => useScreenHelp.setState({ title: "", help: [] })
  }, [title, help])
}
