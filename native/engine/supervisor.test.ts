import { describe, expect, test, vi } from "vitest"
import { note } from "../contract/codes/index.ts"
import type { Note } from "../contract/note.ts"
import type { EngineState } from "../contract/shell.ts"
import { type EngineChild, exitReason, Supervisor, waitAfter } from "./supervisor.ts"

const policy = { deaths: 3, within: 1000, firstWait: 1 }
type Ready = Awaited<EngineChild["ready"]>

/** A child that ends on request. */
class FakeChild implements EngineChild {
  become!: (ready: Ready) => void
  die!: (reason: Note) => void
  readonly ready = new Promise<Ready>(settle => {
    this.become = settle
  })
  readonly exited = new Promise<Note>(settle => {
    this.die = settle
  })
  stop = vi.fn(() => this.die(note("engine.ended_by", { signal: "SIGTERM" })))
  kill = vi.fn()
}

function supervise(firstWait = policy.firstWait) {
  const children: FakeChild[] = []
  const lost: unknown[] = []
  const states: EngineState[] = []
  const clock = { now: 0 }
  const supervisor = new Supervisor({
    spawn: before => {
      lost.push(before)
      children.push(new FakeChild())
      return children.at(-1)!
    },
    onState: state => states.push(state),
    policy: { ...policy, firstWait },
    now: () => clock.now,
  })
  supervisor.start()
  const nth = async (count: number) => {
    await vi.waitUntil(() => children.length === count)
    return children.at(-1)!
  }
  return { supervisor, children, lost, states, clock, nth }
}

describe("how long to wait after a death", () => {
  test("doubles while deaths come close together, and starts again after a quiet time", () => {
    const slow = { deaths: 4, within: 1000, firstWait: 100 }
    expect(waitAfter([0], slow)).toBe(100)
    expect(waitAfter([0, 500], slow)).toBe(200)
    expect(waitAfter([0, 500, 900], slow)).toBe(400)
    expect(waitAfter([0, 500, 900, 5000], slow)).toBe(100)
  })

  test("is for ever after too many", () => {
    expect(waitAfter([0, 1, 2], policy)).toBeNull()
    expect(waitAfter([0, 1, 1002], policy)).toBe(1)
  })
})

describe("the engine", () => {
  test("is started again when it dies, and the reason is reported", async () => {
    const { states, lost, nth } = supervise()
    const first = await nth(1)
    first.become({ ok: true })
    await vi.waitUntil(() => states.length === 1)
    first.die(note("engine.crashed", {}))
    const second = await nth(2)
    second.become({ ok: true })
    await vi.waitUntil(() => states.length === 3)
    expect(states).toEqual([
      { state: "running", restarts: 0, reason: null },
      { state: "restarting", restarts: 1, reason: note("engine.crashed", {}) },
      { state: "running", restarts: 1, reason: note("engine.crashed", {}) },
    ])
    expect(lost).toEqual([
      { restarts: 0, reason: null },
      { restarts: 1, reason: note("engine.crashed", {}) },
    ])
  })

  test("can be called only while it runs", async () => {
    const { supervisor, states, nth } = supervise()
    const first = await nth(1)
    expect(supervisor.child).toBeUndefined()
    first.become({ ok: true })
    await vi.waitUntil(() => states.length === 1)
    expect(supervisor.child).toBe(first)
    first.die(note("engine.crashed", {}))
    await nth(2)
    expect(supervisor.child).toBeUndefined()
  })

  test("that dies too often is given up, until the user starts it again", async () => {
    const { supervisor, states, nth } = supervise()
    for (const count of [1, 2, 3]) (await nth(count)).die(note("engine.memory_ran_out", {}))
    await vi.waitUntil(() => supervisor.state.state === "failed")
    expect(states.at(-1)).toMatchObject({
      state: "failed",
      problem: {
        code: "engine.lost",
        details: { times: 3, reason: note("engine.memory_ran_out", {}) },
      },
    })
    supervisor.start()
    const fourth = await nth(4)
    fourth.become({ ok: true })
    await vi.waitUntil(() => supervisor.state.state === "running")
  })

  test("that dies now and then is never given up", async () => {
    const { supervisor, clock, nth } = supervise()
    for (let count = 1; count <= 8; count++) {
      const child = await nth(count)
      child.become({ ok: true })
      await vi.waitUntil(() => supervisor.child === child)
      clock.now += policy.within
      child.die(note("engine.crashed", {}))
    }
    await nth(9)
  })

  test("that says why it can't start isn't started again for that", async () => {
    const { supervisor, states, children, nth } = supervise()
    const problem = { code: "workspace.gone", details: { dir: "shop" } }
    const first = await nth(1)
    first.become({ ok: false, problem })
    await vi.waitUntil(() => supervisor.state.state === "failed")
    expect(states).toEqual([{ state: "failed", problem }])
    expect(children).toHaveLength(1)
  })

  test("is asked to stop, and not started again", async () => {
    const { supervisor, children, nth } = supervise()
    const first = await nth(1)
    first.become({ ok: true })
    await supervisor.stop()
    expect(first.stop).toHaveBeenCalledOnce()
    expect(first.kill).not.toHaveBeenCalled()
    expect(children).toHaveLength(1)
    supervisor.start()
    expect(children).toHaveLength(1)
  })

  test("stops also while it waits to be started again", async () => {
    const { supervisor, children, nth } = supervise(600_000)
    const first = await nth(1)
    first.die(note("engine.crashed", {}))
    await vi.waitUntil(() => supervisor.state.state === "restarting")
    await supervisor.stop()
    expect(children).toHaveLength(1)
  })
})

test("an exit has a reason in words", () => {
  expect(exitReason(null, "SIGKILL")).toEqual(note("engine.system_ended", {}))
  expect(exitReason(134, null)).toEqual(note("engine.gave_up", {}))
  const panic = ["thread '<unnamed>' panicked at lance/io.rs:1:1:", "no such file"]
  expect(exitReason(null, "SIGABRT", panic)).toEqual(note("engine.panicked", {}))
  expect(exitReason(null, "SIGTERM", panic)).toEqual(note("engine.ended_by", { signal: "SIGTERM" }))
  expect(exitReason(null, "SIGSEGV")).toEqual(note("engine.crashed", {}))
  expect(exitReason(0xc0000005, null)).toEqual(note("engine.crashed_with", { exception: "C0000005" }))
  expect(exitReason(3, null)).toEqual(note("engine.ended_with", { exit: 3 }))
})
