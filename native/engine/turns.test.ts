import { setImmediate } from "node:timers/promises"
import { expect, test } from "vitest"
import type { Urgency } from "./context.ts"
import { createTurns } from "./turns.ts"

/** Tasks of some steps each; `log` holds the order of the steps. */
function workshop() {
  const turns = createTurns()
  const log: string[] = []
  const draw = (name: string, urgency: Urgency, steps: number, signal?: AbortSignal) =>
    turns.take(
      urgency,
      async turn => {
        for (let step = 1; step <= steps; step++) {
          await turn.yield()
          log.push(`${name}${step}`)
          await setImmediate()
        }
      },
      signal,
    )
  return { log, draw }
}

test("a preview waits one step of a render, and the render goes on after it", async () => {
  const { log, draw } = workshop()
  const render = draw("render", "render", 4)
  await setImmediate()
  await Promise.all([render, draw("preview", "preview", 2)])
  expect(log).toEqual(["render1", "preview1", "preview2", "render2", "render3", "render4"])
})

test("equals keep their order, and one that gave way comes back before them", async () => {
  const { log, draw } = workshop()
  const first = draw("a", "render", 3)
  const second = draw("b", "render", 1)
  await setImmediate()
  await Promise.all([first, second, draw("p", "preview", 1)])
  expect(log.join(" ")).toBe("a1 p1 a2 a3 b1")
})

test("the most urgent waiting task goes first", async () => {
  const { log, draw } = workshop()
  await Promise.all([
    draw("x", "preview", 1),
    draw("back", "background", 1),
    draw("set", "render", 1),
    draw("ask", "interactive", 1),
  ])
  expect(log).toEqual(["x1", "ask1", "set1", "back1"])
})

test("who waits can be cancelled, and leaves no gap", async () => {
  const { log, draw } = workshop()
  const stop = new AbortController()
  const first = draw("a", "render", 2)
  const gone = draw("b", "preview", 1, stop.signal)
  stop.abort()
  await expect(gone).rejects.toMatchObject({ code: "job.cancelled" })
  await first
  await draw("c", "render", 1)
  expect(log).toEqual(["a1", "a2", "c1"])
})

test("a task that was cancelled while it had given way doesn't hand on a turn that isn't its own", async () => {
  const { log, draw } = workshop()
  const stop = new AbortController()
  const render = draw("r", "render", 3, stop.signal)
  await setImmediate()
  const preview = draw("p", "preview", 3)
  await setImmediate()
  stop.abort()
  await expect(render).rejects.toMatchObject({ code: "job.cancelled" })
  const later = draw("q", "preview", 1)
  await Promise.all([preview, later])
  expect(log.join(" ")).toMatch(/p1 p2 p3 q1$/)
})

test("a task that fails gives its turn back", async () => {
  const turns = createTurns()
  await expect(turns.take("render", () => Promise.reject(new Error("no")))).rejects.toThrow("no")
  expect(await turns.take("render", async () => "free")).toBe("free")
})
