/**
 * Commands: everything about one stands in one object. Its button, its keys, its line in the list of keys and what the
 * desktop's menu does are made from it.
 */
import { type ReactNode, useEffect, useRef } from "react"
import type { MenuCommand } from "../../native/contract/shell.ts"
import { matches, type Shortcut, useKeys } from "./shortcuts.ts"

export interface Command {
  /** What it does, in the page's language: a short phrase. */
  name: string
  icon?: ReactNode
  /** The first one is shown beside the name. */
  keys?: readonly Shortcut[]
  /** The command of the desktop's menu that runs it. */
  menu?: MenuCommand
  disabled?: boolean
  /** Whether it is on, for a command that switches something. */
  pressed?: boolean
  run: () => void
}

export interface CommandGroup {
  title: string
  commands: readonly Command[]
  /** The window's own commands; the menu runs them even while a dialog is open. */
  everywhere: boolean
}

const shown = new Set<{ readonly current: CommandGroup }>()

/** What can be done now: the screen's commands, then those of the window. */
export const commandGroups = (): CommandGroup[] =>
  [...shown].map(({ current }) => current).sort((a, b) => Number(a.everywhere) - Number(b.everywhere))

/**
 * Offers commands while the component is there: their keys, the menu, and a list under `title` among the keys.
 *
 * @param title in the page's language
 * @example useCommands(t("title"), [{ name: t("render"), keys: ["Mod+Enter"], menu: "render", run: render }])
 */
export function useCommands(
  title: string,
  commands: readonly Command[],
  { everywhere = false }: { everywhere?: boolean } = {},
): void {
  useListedCommands(title, commands, { everywhere })
  useKeys(event => commandFor(commands, event))
}

/** As `useCommands`, for commands whose keys a list of tiles handles by itself: they act on the tile with the focus. */
export function useListedCommands(
  title: string,
  commands: readonly Command[],
  { everywhere = false }: { everywhere?: boolean } = {},
): void {
  const group = useRef<CommandGroup>({ title, commands, everywhere })
  group.current = { title, commands, everywhere }
  useEffect(() => {
    shown.add(group)
    return () => {
      shown.delete(group)
    }
  }, [])
}

/** The command that a key stands for, if it can run now. */
export function commandFor(commands: readonly Command[], event: KeyboardEvent): CommandKey | undefined {
  for (const { keys = [], disabled, run } of commands) {
    const key = keys.find(key => matches(key, event))
    if (key !== undefined && !disabled) return { key, run }
  }
  return undefined
}

export interface CommandKey {
  key: Shortcut
  run: () => void
}

/** Runs what the desktop's menu asks for. A screen's command waits until open dialogs are answered, as its keys do. */
export function runFromMenu(menu: MenuCommand): void {
  const asking = document.querySelector("[aria-modal=true]") !== null
  for (const { commands, everywhere } of commandGroups()) {
    if (asking && !everywhere) continue
    commands.find(command => command.menu === menu && !command.disabled)?.run()
  }
}
