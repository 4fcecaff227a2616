import { createORPCClient } from "@orpc/client"
import { expect, test } from "vitest"
import { note } from "../../native/contract/codes/index.ts"
import { EngineAwayError } from "../app/problem.ts"
import { type Dial, DialError, Line, type Wire } from "./line.ts"
import { linkOver } from "./link.ts"

const quick = { patience: 200, waits: [1, 2, 5] }

/** A wire that answers with its name, and can be cut. */
function wireNamed(name: string, answer: () => unknown = () => name) {
  let cut!: () => void
  const closed = new Promise<void>(resolve => {
    cut = resolve
  })
  const wire: Wire = { link: { call: async () => answer() }, closed }
  return { wire, cut }
}

/** Dials in turn what is listed; the last one forever. */
function dialing(...attempts: (Wire | Error)[]): { dial: Dial; times: () => number } {
  let times = 0
  const dial: Dial = async () => {
    const attempt = attempts[Math.min(times++, attempts.length - 1)]!
    if (attempt instanceof Error) throw attempt
    return attempt
  }
  return { dial, times: () => times }
}

const states = (line: Line) => {
  const seen: string[] = []
  line.subscribe(() => seen.push(line.state.state))
  return seen
}

const call = (line: Line) =>
  (createORPCClient(linkOver(line)) as unknown as { say: () => Promise<unknown> }).say()

test("a call made before the engine is there waits for it", async () => {
  const { wire } = wireNamed("first")
  const line = new Line(dialing(new DialError(), new DialError(), wire).dial, quick)
  expect(await call(line)).toBe("first")
  line.close()
})

test("a line that was cut is dialled again, and calls go over the new wire", async () => {
  const first = wireNamed("first")
  const second = wireNamed("second")
  const line = new Line(
    dialing(first.wire, new DialError({ reason: note("engine.crashed", {}) }), second.wire).dial,
    quick,
  )
  const seen = states(line)
  expect(await call(line)).toBe("first")
  first.cut()
  await expect.poll(() => line.state.state).toBe("open")
  await expect.poll(() => seen.at(-1)).toBe("open")
  expect(await call(line)).toBe("second")
  expect(seen).toContain("lost")
  line.close()
})

test("a call that was on its way when the line was cut fails as such, not as an abort", async () => {
  const { wire, cut } = wireNamed("first", () => wire.closed.then(() => Promise.reject(new Error("closed"))))
  const line = new Line(dialing(wire, new DialError()).dial, quick)
  const answer = call(line)
  await line.wire()
  cut()
  await expect(answer).rejects.toBeInstanceOf(EngineAwayError)
  line.close()
})

test("an error of the engine itself passes as it is", async () => {
  const { wire } = wireNamed("first", () => Promise.reject(new Error("refused by the engine")))
  const line = new Line(dialing(wire).dial, quick)
  await expect(call(line)).rejects.toThrow("refused by the engine")
  line.close()
})

test("a stream that is cut ends with an error", async () => {
  const { wire, cut } = wireNamed("first", async function* () {
    yield 1
    await wire.closed
    throw new Error("closed")
  })
  const line = new Line(dialing(wire, new DialError()).dial, quick)
  const stream = (await call(line)) as AsyncIterable<number>
  const seen: number[] = []
  const reading = (async () => {
    for await (const value of stream) seen.push(value)
  })()
  await expect.poll(() => seen).toEqual([1])
  cut()
  await expect(reading).rejects.toBeInstanceOf(EngineAwayError)
  line.close()
})

test("calls don't wait forever", async () => {
  const line = new Line(dialing(new DialError()).dial, { ...quick, patience: 30 })
  await expect(call(line)).rejects.toBeInstanceOf(EngineAwayError)
  line.close()
})

test("a call that is given up while it waits is an abort", async () => {
  const line = new Line(dialing(new DialError()).dial, quick)
  const given = new AbortController()
  const waiting = line.wire(given.signal)
  given.abort(new DOMException("", "AbortError"))
  await expect(waiting).rejects.toMatchObject({ name: "AbortError" })
  line.close()
})

test("when only the user can go on, calls fail at once, and dialling goes on in the background", async () => {
  const problem = { code: "engine.not_started", details: { reason: "x" } }
  const { wire } = wireNamed("at last")
  const { dial, times } = dialing(new DialError({ problem }), wire)
  const line = new Line(dial, { patience: 10_000, waits: [10_000] })
  await expect.poll(() => line.state).toEqual({ state: "failed", problem })
  await expect(call(line)).rejects.toBeInstanceOf(EngineAwayError)
  expect(times()).toBe(1)
  line.retry()
  await expect.poll(() => line.state.state).toBe("open")
  expect(await call(line)).toBe("at last")
  line.close()
})
