/** Obeys a command of the desktop's menu while the component is there. */
import { useEffect, useRef } from "react"
import type { MenuCommand } from "../../native/contract/shell.ts"

/** Screens hear of these menu commands as window events: `studio-command`, with the command as `detail`. */
export const commandEvent = "studio-command"

export function useMenuCommand(command: MenuCommand, act: () => void): void {
  const latest = useRef(act)
  latest.current = act
  useEffect(() => {
    const obey = (event: Event) => {
      // As with shortcuts: whoever is asked something answers first.
      if (document.querySelector("[aria-modal=true]")) return
      if (event instanceof CustomEvent && event.detail === command) latest.current()
    }
    window.addEventListener(commandEvent, obey)
    return () => window.removeEventListener(commandEvent, obey)
  }, [command])
}
