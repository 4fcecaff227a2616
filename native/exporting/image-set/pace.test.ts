import { afterEach, expect, test, vi } from "vitest"
import { Stopwatch } from "./pace.ts"

afterEach(() => {
  vi.useRealTimers()
})

test("the time in which others have the model isn't counted", async () => {
  vi.useFakeTimers()
  const watch = new Stopwatch(async () => {
    vi.advanceTimersByTime(2000)
  })
  vi.advanceTimersByTime(1000)
  await watch.giveWay()
  await watch.giveWay()
  vi.advanceTimersByTime(500)
  expect(watch.seconds).toBe(1.5)
})
