import { expect, onTestFinished, test } from "vitest"
import { note } from "../../native/contract/codes/index.ts"
import { type Bridge, type EngineState, portMessage } from "../../native/contract/shell.ts"
import { portDial } from "./dial.ts"
import { DialError } from "./line.ts"

/** The desktop shell, played by hand. */
function shell() {
  const page = new EventTarget()
  let hear: (state: EngineState) => void = () => undefined
  let asked = 0
  const bridge = {
    connect: () => {
      asked++
    },
    onEngine: (listener: typeof hear) => {
      hear = listener
      return () => undefined
    },
  } as unknown as Bridge
  const dial = portDial(bridge, page as Window)
  const hand = (data: unknown = { type: portMessage }, source: unknown = page) => {
    const { port1, port2 } = new MessageChannel()
    onTestFinished(() => port2.close())
    page.dispatchEvent(Object.assign(new Event("message"), { data, source, ports: [port1] }))
    return port2
  }
  return {
    dial: () => dial(new AbortController().signal),
    hand,
    tell: (state: EngineState) => hear(state),
    asked: () => asked,
  }
}

const isPending = async (promise: Promise<unknown>) =>
  (await Promise.race([promise, new Promise(resolve => setTimeout(resolve, 20, "pending"))])) === "pending"

test("a port is asked for once and taken when it comes, before or after the dial", async () => {
  const early = shell()
  early.hand()
  await early.dial()
  expect(early.asked()).toBe(1)

  const late = shell()
  const dialled = late.dial()
  expect(await isPending(dialled)).toBe(true)
  late.hand()
  await dialled
})

test("ports that others hand over are left alone", async () => {
  const { dial, hand } = shell()
  const dialled = dial()
  hand({ type: "another" })
  hand({ type: portMessage }, {})
  expect(await isPending(dialled)).toBe(true)
})

test("a wire ends when its engine does, and the next dial takes the new engine's port", async () => {
  const { dial, hand, tell } = shell()
  tell({ state: "running", restarts: 0, reason: null })
  hand()
  const first = await dial()
  expect(await isPending(first.closed)).toBe(true)
  tell({ state: "restarting", restarts: 1, reason: note("engine.crashed", {}) })
  await first.closed
  const next = dial()
  tell({ state: "running", restarts: 1, reason: note("engine.crashed", {}) })
  hand()
  expect(await isPending((await next).closed)).toBe(true)
})

test("a newer port ends the wire of the one before it", async () => {
  const { dial, hand } = shell()
  hand()
  const first = await dial()
  hand()
  await first.closed
  await dial()
})

test("a port that the engine closed is asked for again; one that ended with its engine isn't", async () => {
  const { dial, hand, tell, asked } = shell()
  const far = hand()
  const first = await dial()
  far.close()
  await first.closed
  const again = dial()
  expect(asked()).toBe(2)
  const second = hand()
  const wire = await again
  tell({ state: "restarting", restarts: 1, reason: note("engine.crashed", {}) })
  await wire.closed
  second.close()
  const third = dial()
  expect(await isPending(third)).toBe(true)
  expect(asked()).toBe(2)
  hand()
  await third
})

test("the engine hears how much the page has read", async () => {
  const { dial, hand } = shell()
  const far = hand()
  await dial()
  const heard = new Promise(settle => far.addEventListener("message", ({ data }) => settle(data)))
  far.start()
  // An answer to a call that nobody waits for.
  const answer = JSON.stringify({ i: "none", p: { b: "x".repeat(1000) } })
  far.postMessage(answer)
  expect(await heard).toEqual({ read: answer.length })
})

test("an engine that can't start is told once; then the port of the one that the user started is waited for", async () => {
  const { dial, hand, tell } = shell()
  const problem = { code: "engine.not_started", details: { reason: "x" } }
  const dialled = dial()
  tell({ state: "failed", problem })
  const error = await dialled.catch(error => error)
  expect(error).toBeInstanceOf(DialError)
  expect(error.problem).toEqual(problem)
  const again = dial()
  expect(await isPending(again)).toBe(true)
  hand()
  await again
})
