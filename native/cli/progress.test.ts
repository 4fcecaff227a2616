import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { Progress } from "./progress.ts"

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function progressOn(isTTY: boolean) {
  const written: string[] = []
  const out = { isTTY, columns: 120, write: (text: string) => written.push(text) }
  return { progress: new Progress(out as unknown as NodeJS.WriteStream), written }
}

test("on a terminal one line is redrawn, not for every step, but at the end", () => {
  const { progress, written } = progressOn(true)
  for (let done = 1; done <= 4; done++) progress.update("images", done, 4)
  expect(written).toHaveLength(2)
  expect(written[0]).toMatch(/images +█+░+ 1\/4$/)
  expect(written[1]).toMatch(/ 4\/4$/)
})

test("a log has a plain line every half a minute", () => {
  const { progress, written } = progressOn(false)
  for (let done = 1; done <= 100; done++) {
    progress.update("steps", done, 100)
    vi.advanceTimersByTime(1000)
  }
  progress.update("reading", 7, null)
  progress.clear()
  expect(written).toEqual(["steps          31/100\n", "steps          61/100\n", "steps          91/100\n"])
})
