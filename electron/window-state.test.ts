import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, test } from "vitest"
import { keepWindowState, openingBounds, readWindowState } from "./window-state.ts"

const dir = mkdtempSync(join(tmpdir(), "iamg-window-"))
const file = join(dir, "window.json")
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const bounds = { x: 100, y: 50, width: 1200, height: 800 }
const screen = { x: 0, y: 0, width: 1920, height: 1040 }

describe("the kept window state", () => {
  test("is read as it was kept", () => {
    keepWindowState(file, { bounds, maximized: true })
    expect(readWindowState(file)).toEqual({ bounds, maximized: true })
  })

  test.each([
    ["no JSON", "{"],
    ["something else", "[]"],
    ["a size of nothing", JSON.stringify({ bounds: { ...bounds, width: 0 }, maximized: false })],
    ["a place beyond all screens", JSON.stringify({ bounds: { ...bounds, x: 1e9 }, maximized: false })],
    ["a place that is no number", JSON.stringify({ bounds: { ...bounds, y: "50" }, maximized: false })],
  ])("that is %s counts for nothing", (_what, text) => {
    writeFileSync(file, text)
    expect(readWindowState(file)).toBeNull()
  })

  test("that isn't there, or can't be written, causes no error", () => {
    expect(readWindowState(join(dir, "none.json"))).toBeNull()
    expect(() => keepWindowState(join(dir, "no", "folder.json"), { bounds, maximized: false })).not.toThrow()
  })
})

describe("the window opens", () => {
  test("where it was left", () => {
    expect(openingBounds({ bounds, maximized: false }, [screen])).toEqual(bounds)
  })

  test("on a second screen, while that is there", () => {
    const second = { x: 1920, y: 0, width: 1280, height: 700 }
    const left = { ...bounds, x: 2000 }
    expect(openingBounds({ bounds: left, maximized: false }, [screen, second])).toEqual(left)
    expect(openingBounds({ bounds: left, maximized: false }, [screen])).toEqual({
      x: 240,
      y: 70,
      width: 1440,
      height: 900,
    })
  })

  test("with its title in reach", () => {
    const above = { ...bounds, y: -400 }
    expect(openingBounds({ bounds: above, maximized: false }, [screen]).y).toBe(70)
  })

  test("no larger than a small screen", () => {
    expect(openingBounds(null, [{ x: 0, y: 25, width: 1280, height: 775 }])).toEqual({
      x: 0,
      y: 25,
      width: 1280,
      height: 775,
    })
  })
})
