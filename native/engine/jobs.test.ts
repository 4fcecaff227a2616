import { spawn } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { setImmediate } from "node:timers/promises"
import { expect, onTestFinished, test } from "vitest"
import { temporaryFolder } from "../catalog/fixtures/catalogs.ts"
import type { Job } from "../contract/api/jobs.ts"
import type { JobHandler } from "./context.ts"
import { counting, openQueue, type TestQueue } from "./fixtures/queue.ts"

const never = new AbortController().signal

async function queue(dir?: string): Promise<TestQueue> {
  const opened = openQueue(dir ?? (await temporaryFolder()))
  onTestFinished(() => opened.close().catch(() => undefined))
  return opened
}

/** A handler that works until it is let go, or stopped. */
function held() {
  const begun: string[] = []
  let letGo = () => {}
  const gate = new Promise<void>(resolve => {
    letGo = resolve
  })
  const handler: JobHandler<string> = async ({ input, signal }) => {
    begun.push(input)
    const stopped = once(signal, "abort")
    await Promise.race([gate, stopped])
    signal.throwIfAborted()
    return {}
  }
  return { begun, handler, letGo: () => letGo() }
}

const titles = (jobs: readonly Job[]) => jobs.map(({ title }) => title)

test("one job of a lane at a time, in the order of the queue; renders don't wait for an export", async () => {
  const { jobs } = await queue()
  const { begun, handler, letGo } = held()
  for (const kind of ["export", "render"] as const) jobs.handle(kind, handler)
  jobs.start()
  const export1 = jobs.add("export", "export 1", "export 1")
  const export2 = jobs.add("export", "export 2", "export 2")
  const export3 = jobs.add("export", "export 3", "export 3")
  const render = jobs.add("render", "render", "render", "first")
  expect(titles(jobs.list())).toEqual(["render", "export 1", "export 2", "export 3"])
  jobs.move(export3.id, export2.id)
  await setImmediate()
  expect(begun).toEqual(["export 1", "render"])
  letGo()
  for (const { id } of [export1, export2, export3, render])
    expect(await jobs.finished(id, never)).toMatchObject({ state: "done", problem: null })
  expect(begun).toEqual(["export 1", "render", "export 3", "export 2"])
  expect(jobs.clear()).toBe(4)
  expect(jobs.list()).toEqual([])
})

test("paused and resumed, or cancelled and retried, it goes on from its checkpoint", async () => {
  const { jobs } = await queue()
  const steps: number[] = []
  let stop: ((step: number) => void) | null = null
  jobs.handle(
    "tag",
    counting(async step => {
      steps.push(step)
      stop?.(step)
      await setImmediate()
    }),
  )
  jobs.start()
  const { id } = jobs.add("tag", "count", { to: 9 })
  const stopAt = (at: number, how: "pause" | "cancel") =>
    new Promise<Job>(resolve => {
      stop = step => {
        if (step === at) resolve(jobs[how](id))
      }
    })
  expect(await stopAt(3, "pause")).toMatchObject({ state: "paused", progress: { done: 3, total: 9 } })
  const cancelled = stopAt(6, "cancel")
  jobs.resume(id)
  expect(await cancelled).toMatchObject({ state: "cancelled", problem: null })
  jobs.retry(id)
  expect(await jobs.finished(id, never)).toMatchObject({ state: "done", figures: { done: 9 } })
  expect(jobs.report(id)).toEqual({ done: 9 })
  expect(steps).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
})

test("what can't be done in a job's state is refused, and says so", async () => {
  const { jobs } = await queue()
  jobs.handle("tag", async () => ({}))
  jobs.start()
  const { id } = jobs.add("tag", "quick", {})
  await jobs.finished(id, never)
  expect(() => jobs.resume(id)).toThrow(expect.objectContaining({ code: "job.wrong_state" }))
  expect(() => jobs.retry(id)).toThrow(expect.objectContaining({ code: "job.wrong_state" }))
  await expect(jobs.pause(id)).rejects.toMatchObject({ code: "job.wrong_state" })
  await expect(jobs.cancel(id)).rejects.toMatchObject({ code: "job.wrong_state" })
  expect(() => jobs.report("6a1d1a4e-9d2b-4b7e-8f57-0d3a7b1b2c3d")).toThrow(
    expect.objectContaining({ code: "job.unknown" }),
  )
})

test("a job that fails says why; what nobody foresaw is in the log and not on the page", async () => {
  const { jobs, logged } = await queue()
  jobs.handle("tag", async () => Promise.reject(new Error("/home/someone: no")))
  jobs.start()
  const failed = await jobs.finished(jobs.add("tag", "bad", {}).id, never)
  expect(failed).toMatchObject({ state: "failed", problem: { code: "unexpected" } })
  expect(JSON.stringify(failed)).not.toContain("someone")
  expect(logged.join()).toContain("/home/someone: no")
})

test("closed and opened again: what ran is taken up, what was paused stays paused", async () => {
  const dir = await temporaryFolder()
  const first = await queue(dir)
  const { handler } = held()
  first.jobs.handle("tag", handler)
  first.jobs.start()
  const ran = first.jobs.add("tag", "ran", "ran")
  const waited = first.jobs.add("tag", "waited", "waited")
  await first.jobs.pause(waited.id)
  await first.close()

  const second = await queue(dir)
  second.jobs.handle("tag", async () => ({ figures: { again: 1 } }))
  second.jobs.start()
  expect(await second.jobs.finished(ran.id, never)).toMatchObject({ figures: { again: 1 }, restarts: 0 })
  expect(second.jobs.get(waited.id)).toMatchObject({ state: "paused" })
})

test("killed again and again in the middle, a job still ends, and repeats a step a kill at most", async () => {
  const dir = await temporaryFolder()
  const before = openQueue(dir)
  const { id } = before.jobs.add("export", "count", { to: 400 })
  await before.close()

  const steps: number[] = []
  const kills = 4
  for (let kill = 0; kill < kills; kill++) {
    const script = join(import.meta.dirname, "fixtures/work-queue.ts")
    const child = spawn(process.execPath, ["--import", "tsx", script, dir], {
      stdio: ["ignore", "pipe", "inherit"],
    })
    const exited = once(child, "exit")
    const enough = 10 + Math.floor(Math.random() * 60)
    let seen = 0
    for await (const line of createInterface({ input: child.stdout })) {
      steps.push(Number(line))
      if (++seen === enough) child.kill("SIGKILL")
    }
    await exited
  }
  const after = await queue(dir)
  after.jobs.handle(
    "export",
    counting(step => void steps.push(step)),
  )
  after.jobs.start()
  expect(await after.jobs.finished(id, never)).toMatchObject({ state: "done", figures: { done: 400 } })
  expect(new Set(steps).size).toBe(400)
  expect(steps.length).toBeLessThanOrEqual(400 + kills)
}, 120_000)

test("a job that loses the engine three times with nothing done in between is given up", async () => {
  const dir = await temporaryFolder()
  const first = openQueue(dir)
  first.jobs.handle("tag", () => new Promise(() => {}))
  first.jobs.start()
  const { id } = first.jobs.add("tag", "deadly", {})
  // Never closed: its row says running, as after a kill.
  for (let restarts = 1; restarts <= 3; restarts++) {
    const again = openQueue(dir)
    again.jobs.handle("tag", () => new Promise(() => {}))
    again.jobs.start()
    expect(again.jobs.get(id)).toMatchObject({ state: "running", restarts })
  }
  const last = await queue(dir)
  last.jobs.start()
  expect(last.jobs.get(id)).toMatchObject({ state: "failed", problem: { code: "job.lost" } })
})

test("a full disk fails the job and not the engine; with room again the queue goes on by a retry", async () => {
  const dir = await temporaryFolder()
  const { jobs, disk, events, close } = await queue(dir)
  let fills = true
  jobs.handle(
    "export",
    counting(step => {
      if (step === 3) disk.full = fills
    }),
  )
  const { id } = jobs.add("export", "big", { to: 5 })
  const next = jobs.add("export", "next", { to: 2 })
  jobs.start()
  const failed = await jobs.finished(id, never)
  expect(failed).toMatchObject({ state: "failed", problem: { code: "workspace.no_space" } })
  expect(events.at(-1)).toMatchObject({ type: "job", job: { id, state: "failed" } })
  await setImmediate()
  expect(jobs.get(next.id)).toMatchObject({ state: "queued" })

  fills = false
  disk.full = false
  jobs.retry(id)
  expect(await jobs.finished(next.id, never)).toMatchObject({ state: "done" })
  expect(await jobs.finished(id, never)).toMatchObject({ state: "done", problem: null })
  await close()
  expect((await queue(dir)).jobs.get(id)).toMatchObject({ state: "done", figures: { done: 5 } })
})

test("whatever is asked in whatever order, no job is lost, doubled or run beside another of its lane", async () => {
  const { jobs } = await queue()
  let running = 0
  let most = 0
  const runs = new Map<string, number>()
  jobs.handle<string>("tag", async ({ input, signal }) => {
    most = Math.max(most, ++running)
    runs.set(input, (runs.get(input) ?? 0) + 1)
    for (let step = 0; step < 3 && !signal.aborted; step++) await setImmediate()
    running--
    signal.throwIfAborted()
    return {}
  })
  jobs.start()
  let seed = 7
  const random = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed % below
  }
  const added: Job[] = []
  for (let round = 0; round < 200; round++) {
    const name = `job ${added.length}`
    const any = added.length > 0 ? added[random(added.length)]! : null
    const act = random(6)
    if (!any || act === 0) added.push(jobs.add("tag", name, name, random(2) ? "first" : "last"))
    else if (act === 1) void jobs.pause(any.id).catch(() => undefined)
    else if (act === 2) void jobs.cancel(any.id).catch(() => undefined)
    else if (act === 3) jobs.move(any.id, added[random(added.length)]!.id)
    else if (jobs.get(any.id).state === "paused") jobs.resume(any.id)
    else await setImmediate()
  }
  for (;;) {
    const open = jobs.list().filter(({ finishedAt }) => finishedAt === null)
    if (open.length === 0) break
    for (const { id, state } of open) if (state === "paused") jobs.resume(id)
    await setImmediate()
  }
  expect(most).toBe(1)
  expect(new Set(jobs.list().map(({ id }) => id))).toEqual(new Set(added.map(({ id }) => id)))
  for (const { title, state } of jobs.list()) {
    expect(["done", "cancelled"]).toContain(state)
    if (state === "done") expect(runs.get(title)).toBeGreaterThan(0)
  }
})
