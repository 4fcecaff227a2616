import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { drawAfter, patience, waitFor } from "./pace.ts"

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] })
  vi.stubGlobal("requestAnimationFrame", (draw: () => void) => setTimeout(draw, 16))
  vi.stubGlobal("cancelAnimationFrame", clearTimeout)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test("the first request starts at once", () => expect(waitFor(null, 1000)).toBe(0))

test("one that has shown nothing yet is let show its first picture", () =>
  expect(waitFor({ at: 1000, shown: false }, 1100)).toBe(1400))

test("one that has shown a picture is replaced at once", () =>
  expect(waitFor({ at: 1000, shown: true }, 1001)).toBe(0))

test("one that stays dark doesn't hold up the newest for long", () =>
  expect(waitFor({ at: 1000, shown: false }, 2600)).toBe(0))

test("a request is drawn once: when its turn comes, or when it is started before", () => {
  const draw = vi.fn()
  const running = { at: performance.now(), shown: false }
  drawAfter(running, draw)
  vi.advanceTimersByTime(patience - 1)
  expect(draw).not.toHaveBeenCalled()
  vi.advanceTimersByTime(100)
  expect(draw).toHaveBeenCalledTimes(1)

  const waiting = drawAfter({ at: performance.now(), shown: false }, draw)
  waiting.start()
  waiting.start()
  vi.advanceTimersByTime(2 * patience)
  expect(draw).toHaveBeenCalledTimes(2)
})

test("a request that was cancelled is never drawn", () => {
  const draw = vi.fn()
  drawAfter(null, draw).cancel()
  const started = drawAfter({ at: performance.now(), shown: false }, draw)
  started.start()
  started.cancel()
  vi.advanceTimersByTime(2 * patience)
  expect(draw).not.toHaveBeenCalled()
})
