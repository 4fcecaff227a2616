/** Runs before each file of component tests. All files share one page, so what a test drew or said goes before the next one. */
import { afterEach, beforeEach, expect } from "vitest"
import { cleanup } from "vitest-browser-react/pure"
import { clearNotices } from "../app/notices.tsx"
import { bridge } from "./engine.ts"

// The line to the engine is laid as in the desktop; everything else is as in a browser.
Object.assign(window, { studio: bridge })
await import("../engine/rpc.ts")
Object.assign(window, { studio: undefined })

/** Milliseconds. */
const mostTime = 60_000
beforeEach(async ({ task }) => {
  if (task.timeout > mostTime) throw new Error(`a test takes at most ${mostTime / 1000} s`)
  await cleanup()
  clearNotices()
})

/** What MUI warned of: a list's value that isn't in the list is shown as nothing at all. */
const warned: string[] = []
const { warn } = console
beforeEach(() => {
  console.warn = (...said: unknown[]) => {
    if (String(said[0]).startsWith("MUI:")) warned.push(String(said[0]))
    warn(...said)
  }
})
afterEach(() => {
  console.warn = warn
  expect(warned.splice(0)).toEqual([])
})
