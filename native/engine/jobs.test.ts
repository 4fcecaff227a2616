import { spawn } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { setImmediate } from "node:timers/promises"
import { expect, onTestFinished, test } from "vitest"
import { takeUncoded } from "../base/uncoded.ts"
import { temporaryFolder } from "../catalog/fixtures/catalogs.ts"
import type { Job } from "../contract/api/jobs.ts"
import type { JobHandler } from "./context.ts"
import { counting, onlyHandlers, openQueue, type TestQueue } from "./fixtures/queue.ts"

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
  async function work(name: string, signal: AbortSignal): Promise<void> {
    begun.push(name)
    const stopped = once(signal, "abort")
    await Promise.race([gate, stopped])
    signal.throwIfAborted()
  }
  const evaluate: JobHandler<"evaluate"> = async ({ input, signal }) => {
    await work(input.study, signal)
    return { report: input }
  }
  const train: JobHandler<"train"> = async ({ input, signal }) => {
    await work(input.run, signal)
    return { report: input }
  }
  return { begun, handlers: onlyHandlers({ evaluate, train }), letGo: () => letGo() }
}

const titles = (jobs: readonly Job[]) => jobs.map(({ title }) => title)

test("one job of a lane at a time, in the order of the queue; a training doesn't wait for a study", async () => {
  const { jobs } = await queue()
  const { begun, handlers, letGo } = held()
  jobs.start(handlers)
  const [study1, study2, study3] = ["study 1", "study 2", "study 3"].map(study =>
    jobs.add("evaluate", study, { study }),
  ) as [Job, Job, Job]
  const training = jobs.add("train", "training", { run: "training" }, "first")
  expect(titles(jobs.list())).toEqual(["training", "study 1", "study 2", "study 3"])
  jobs.move(study3.id, study2.id)
  await setImmediate()
  expect(begun).toEqual(["study 1", "training"])
  letGo()
  for (const { id } of [study1, study2, study3, training])
    expect(await jobs.finished(id, never)).toMatchObject({ state: "done", problem: null })
  expect(begun).toEqual(["study 1", "training", "study 3", "study 2"])
  expect(jobs.clear()).toBe(4)
  expect(jobs.list()).toEqual([])
})

test("paused and resumed, or cancelled and retried, it goes on from its checkpoint", async () => {
  const { jobs } = await queue()
  const steps: number[] = []
  let stop: ((step: number) => void) | null = null
  const evaluate = counting(async step => {
    steps.push(step)
    stop?.(step)
    await setImmediate()
  })
  jobs.start(onlyHandlers({ evaluate }))
  const { id } = jobs.add("evaluate", "count", { study: "9" })
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
  expect(await jobs.finished(id, never)).toMatchObject({ state: "done", progress: { done: 9 } })
  expect(jobs.report(id)).toEqual({ kind: "evaluate", report: { study: "9" } })
  expect(steps).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
})

test("an action that a job's state doesn't allow is refused with its own code", async () => {
  const { jobs } = await queue()
  jobs.start(onlyHandlers({ evaluate: counting(() => {}) }))
  const { id } = jobs.add("evaluate", "quick", { study: "1" })
  await jobs.finished(id, never)
  expect(() => jobs.resume(id)).toThrow(expect.objectContaining({ code: "job.wrong_state" }))
  expect(() => jobs.retry(id)).toThrow(expect.objectContaining({ code: "job.wrong_state" }))
  await expect(jobs.pause(id)).rejects.toMatchObject({ code: "job.wrong_state" })
  await expect(jobs.cancel(id)).rejects.toMatchObject({ code: "job.wrong_state" })
  expect(() => jobs.report("6a1d1a4e-9d2b-4b7e-8f57-0d3a7b1b2c3d")).toThrow(
    expect.objectContaining({ code: "job.unknown" }),
  )
})

test("a job kept by another version that can't be read fails with a reason, and hides no other job", async () => {
  const dir = await temporaryFolder()
  const { jobs, state } = await queue(dir)
  const checkpoint = jobs.add("evaluate", "odd checkpoint", { study: "3" })
  const input = jobs.add("evaluate", "odd input", { study: "3" })
  const report = jobs.add("evaluate", "odd report", { study: "3" })
  const problem = jobs.add("evaluate", "odd problem", { study: "3" })
  const kind = jobs.add("evaluate", "odd kind", { study: "3" })
  const unit = jobs.add("evaluate", "odd unit", { study: "3" })
  const set = (column: string, value: string, { id }: Job) =>
    state.prepare(`UPDATE jobs SET ${column} = ? WHERE id = ?`).run(value, id)
  set("checkpoint", '{"at":[1]}', checkpoint)
  set("input", '{"studies":["a"]}', input)
  set("unit", "furlongs", unit)
  set("kind", "knit", kind)
  jobs.start(onlyHandlers({ evaluate: counting(() => {}) }))
  const unreadable = { state: "failed", problem: { code: "job.unreadable" } }
  expect(await jobs.finished(checkpoint.id, never)).toMatchObject(unreadable)
  expect(await jobs.finished(input.id, never)).toMatchObject(unreadable)
  expect(await jobs.finished(report.id, never)).toMatchObject({ state: "done" })
  set("report", '{"found":0.5}', report)
  expect(() => jobs.report(report.id)).toThrow(expect.objectContaining({ code: "job.unreadable_report" }))
  await jobs.finished(problem.id, never)
  set("problem", '{"broken":true}', problem)
  expect(jobs.get(problem.id)).toMatchObject({ problem: { code: "job.unreadable" } })
  set("problem", '{"code":"job.lost","message":"It was lost.","next":"Retry it."}', problem)
  expect(jobs.get(problem.id)).toMatchObject({
    problem: { code: "program.kept", details: { text: "It was lost. Retry it." } },
  })
  expect(titles(jobs.list())).not.toContain("odd kind")
  expect(jobs.list()).toHaveLength(5)
})

test("a job that fails has a reason; an unexpected error is in the log and not on the page", async () => {
  const { jobs, logged } = await queue()
  jobs.start(onlyHandlers({ tag: () => Promise.reject(new Error("/home/someone: no")) }))
  const failed = await jobs.finished(jobs.add("tag", "bad", {}).id, never)
  expect(failed).toMatchObject({ state: "failed", problem: { code: "program.unexpected" } })
  expect(JSON.stringify(failed)).not.toContain("someone")
  expect(logged.join()).toContain("/home/someone: no")
  expect(takeUncoded()).toHaveLength(1)
})

test("closed and opened again: running jobs are started again, paused ones stay paused", async () => {
  const dir = await temporaryFolder()
  const first = await queue(dir)
  first.jobs.start(held().handlers)
  const ran = first.jobs.add("evaluate", "ran", { study: "1" })
  const waited = first.jobs.add("evaluate", "waited", { study: "1" })
  await first.jobs.pause(waited.id)
  await first.close()

  const second = await queue(dir)
  second.jobs.start(onlyHandlers({ evaluate: counting(() => {}) }))
  expect(await second.jobs.finished(ran.id, never)).toMatchObject({ state: "done", restarts: 0 })
  expect(second.jobs.get(waited.id)).toMatchObject({ state: "paused" })
})

test("killed again and again in the middle, a job still ends, and repeats a step a kill at most", async () => {
  const dir = await temporaryFolder()
  const before = openQueue(dir)
  const { id } = before.jobs.add("evaluate", "count", { study: "400" })
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
  after.jobs.start(onlyHandlers({ evaluate: counting(step => void steps.push(step)) }))
  expect(await after.jobs.finished(id, never)).toMatchObject({ state: "done", progress: { done: 400 } })
  expect(new Set(steps).size).toBe(400)
  expect(steps.length).toBeLessThanOrEqual(400 + kills)
})

test("a job that loses the engine three times with nothing done in between is given up", async () => {
  const dir = await temporaryFolder()
  const deadly = onlyHandlers({ tag: () => new Promise(() => {}) })
  const first = openQueue(dir)
  first.jobs.start(deadly)
  const { id } = first.jobs.add("tag", "deadly", {})
  // Never closed: its row says running, as after a kill.
  for (let restarts = 1; restarts <= 3; restarts++) {
    const again = openQueue(dir)
    again.jobs.start(deadly)
    expect(again.jobs.get(id)).toMatchObject({ state: "running", restarts })
  }
  const last = await queue(dir)
  last.jobs.start(deadly)
  expect(last.jobs.get(id)).toMatchObject({ state: "failed", problem: { code: "job.lost" } })
})

test("a full disk fails the job and not the engine; with room again the queue goes on by a retry", async () => {
  const dir = await temporaryFolder()
  const { jobs, disk, events, close } = await queue(dir)
  let fills = true
  const evaluate = counting(step => {
    if (step === 3) disk.full = fills
  })
  const { id } = jobs.add("evaluate", "big", { study: "5" })
  const next = jobs.add("evaluate", "next", { study: "2" })
  jobs.start(onlyHandlers({ evaluate }))
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
  expect((await queue(dir)).jobs.get(id)).toMatchObject({ state: "done", progress: { done: 5 } })
})

test("whatever is asked in whatever order, no job is lost, doubled or run beside another of its lane", async () => {
  const { jobs } = await queue()
  let running = 0
  let most = 0
  const runs = new Map<string, number>()
  const evaluate: JobHandler<"evaluate"> = async ({ input, signal }) => {
    most = Math.max(most, ++running)
    runs.set(input.study, (runs.get(input.study) ?? 0) + 1)
    for (let step = 0; step < 3 && !signal.aborted; step++) await setImmediate()
    running--
    signal.throwIfAborted()
    return { report: input }
  }
  jobs.start(onlyHandlers({ evaluate }))
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
    if (!any || act === 0)
      added.push(jobs.add("evaluate", name, { study: name }, random(2) ? "first" : "last"))
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
