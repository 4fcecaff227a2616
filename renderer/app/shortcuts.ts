/** Keys: how they are told apart, how they are written for this system, and a hook that hears them. */
import { useEffect, useRef } from "react"

export const isMac =
  window.studio?.platform === "darwin" || (!window.studio && /Mac|iPhone|iPad/.test(navigator.userAgent))

/** A key with modifiers, in the order of `Mod+Shift+Alt+Key`; `Mod` is ⌘ on a Mac, else Ctrl. `Key` as in KeyboardEvent.key. */
export type Shortcut = string

/** @example matches("Mod+Shift+z", event) */
export function matches(shortcut: Shortcut, event: KeyboardEvent): boolean {
  const parts = shortcut.split("+")
  const key = parts.pop() || "+"
  const mod = isMac ? event.metaKey : event.ctrlKey
  const other = isMac ? event.ctrlKey : event.metaKey
  if (other || mod !== parts.includes("Mod") || event.altKey !== parts.includes("Alt")) return false
  // Shift is part of what makes “?”, so it only counts for letters and named keys.
  const plainSign = key.length === 1 && key.toLowerCase() === key.toUpperCase()
  if (!plainSign && event.shiftKey !== parts.includes("Shift")) return false
  return event.key.toLowerCase() === key.toLowerCase()
}

const macSigns: Readonly<Record<string, string>> = { Mod: "⌘", Shift: "⇧", Alt: "⌥", Enter: "↩" }
const names: Readonly<Record<string, string>> = {
  Mod: "Ctrl",
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  " ": "Space",
}

/** The parts of a shortcut as they stand on keys: `["Ctrl", "Z"]`. */
export const keysOf = (shortcut: Shortcut): string[] =>
  shortcut.split("+").map(part => (isMac && macSigns[part]) || names[part] || upper(part))

const upper = (part: string) => (part.length === 1 ? part.toUpperCase() : part)

/** Whether keys belong to what is being typed. */
export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    (target instanceof HTMLInputElement && !notText.has(target.type)))

const notText: ReadonlySet<string> = new Set(["checkbox", "radio", "range", "button", "submit", "color"])

/**
 * Acts on keys while the component is there. Keys without `Mod` are left alone while text is typed, and all are while
 * a dialog is open.
 *
 * @param find the key that an event stands for and what it does; undefined for an event that means nothing here
 */
export function useKeys(
  find: (event: KeyboardEvent) => { key: Shortcut; run: () => void } | undefined,
): void {
  const latest = useRef(find)
  latest.current = find
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || document.querySelector("[aria-modal=true]")) return
      const found = latest.current(event)
      if (!found) return
      // Undo inside a text field is the field's own.
      const textKeys = !found.key.includes("Mod+") || /\+z$|\+y$/i.test(found.key)
      if (textKeys && isTyping(event.target)) return
      event.preventDefault()
      found.run()
    }
    window.addEventListener("keydown", press)
    return () => window.removeEventListener("keydown", press)
  }, [])
}
