/** Where the window was left: kept in a file that is checked when it is read, and never put where no screen is. */
import { readFileSync, renameSync, writeFileSync } from "node:fs"
import type { Rectangle } from "electron"
import { z } from "zod"

const coordinate = z.int().min(-100_000).max(100_000)

const windowStateSchema = z.object({
  bounds: z.object({
    x: coordinate,
    y: coordinate,
    width: z.int().min(400).max(20_000),
    height: z.int().min(300).max(20_000),
  }),
  maximized: z.boolean(),
})
export type WindowState = z.infer<typeof windowStateSchema>

export const smallest = { width: 960, height: 640 }
const usual = { width: 1440, height: 900 }

/** So much of the window must lie on a screen to be caught by its title. */
const visible = { width: 160, height: 60 }

/** The kept state, or null for a file that isn't there or isn't one of ours. */
export function readWindowState(file: string): WindowState | null {
  try {
    return windowStateSchema.parse(JSON.parse(readFileSync(file, "utf8")))
  } catch {
    return null
  }
}

/** A state that can't be kept is no reason to disturb anyone. */
export function keepWindowState(file: string, state: WindowState): void {
  try {
    writeFileSync(`${file}.tmp`, JSON.stringify(state))
    renameSync(`${file}.tmp`, file)
  } catch {}
}

/** Bounds to open with. `screens`: the work areas, the main one first. */
export function openingBounds(state: WindowState | null, screens: readonly Rectangle[]): Rectangle {
  const [main] = screens
  const onScreen = state && screens.find(screen => shares(state.bounds, screen))
  if (state && onScreen) return state.bounds
  if (!main) return { x: 0, y: 0, ...usual }
  const width = Math.min(usual.width, main.width)
  const height = Math.min(usual.height, main.height)
  return {
    x: main.x + Math.round((main.width - width) / 2),
    y: main.y + Math.round((main.height - height) / 2),
    width,
    height,
  }
}

/** Whether the window's title bar can be reached on that screen. */
const shares = (window: Rectangle, screen: Rectangle): boolean =>
  overlap(window.x, window.width, screen.x, screen.width) >= visible.width &&
  overlap(window.y, window.height, screen.y, screen.height) >= visible.height &&
  window.y >= screen.y - 10

const overlap = (a: number, aLength: number, b: number, bLength: number): number =>
  Math.min(a + aLength, b + bLength) - Math.max(a, b)
