/** A run whose trainer dies, tested with pretended trainers. */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { beforeEach, expect, onTestFinished, test } from "vitest"
import { note } from "../../contract/codes/index.ts"
import { type Run, trainingSettingsSchema } from "../../contract/training.ts"
import type { StopRequest } from "../run.ts"
import { RunFolder } from "../run-folder.ts"
import type { Exit, FromTrainer, ToTrainer, TrainerLink } from "./messages.ts"
import { superviseRun } from "./supervise.ts"

const options = { workspaceDir: "w", run: "r", packDir: "p", scenariosDir: "s", device: "cpu" } as const

let folder: RunFolder
beforeEach(async () => {
  const dir = await mkdtemp(join(tmpdir(), "iamg-supervise-"))
  onTestFinished(() => rm(dir, { recursive: true }))
  const settings = trainingSettingsSchema.parse({ batch: 8 })
  folder = await RunFolder.create(
    dir,
    "test",
    { kind: "interests", settings },
    { name: "tiny", hash: "0".repeat(64) },
  )
})

interface Acting {
  started: Extract<ToTrainer, { type: "start" }>["options"]
  say: (message: FromTrainer) => void
  /** What the parent asks it to do. */
  told: Promise<StopRequest>
  killed: Promise<void>
}

/** Trainers that act as `acts` say, one after the other; and how each was started. */
function trainers(...acts: ((acting: Acting) => Promise<Exit>)[]) {
  const started: Acting["started"][] = []
  const start = (): TrainerLink => {
    const act = acts[started.length]
    if (!act) throw new Error("one trainer more than expected")
    let say: Acting["say"] = () => undefined
    let hear: (stopRequest: StopRequest) => void = () => undefined
    let kill: () => void = () => undefined
    let exit: (exit: Exit) => void = () => undefined
    const told = new Promise<StopRequest>(settle => {
      hear = settle
    })
    const killed = new Promise<void>(settle => {
      kill = settle
    })
    const exited = new Promise<Exit>(settle => {
      exit = settle
    })
    return {
      exited,
      onMessage: listener => {
        say = listener
      },
      send: message => {
        if (message.type === "stop") return hear(message.stopRequest)
        started.push(message.options)
        void act({ started: message.options, say: message => say(message), told, killed }).then(exit)
      },
      kill,
    }
  }
  return { start, started }
}

const exit = (code: number | null, signal: string | null = null): Exit => ({ code, signal, lines: [] })
const ending =
  (change: Partial<Run>) =>
  async ({ say }: Acting) => {
    say({ type: "ended", run: await folder.change(change) })
    return exit(0)
  }
const supervise = (start: () => TrainerLink, signal = new AbortController().signal) =>
  superviseRun(start, folder, options, { onRun: () => undefined, signal })

test("a trainer that ends well is the end of it", async () => {
  const { start, started } = trainers(ending({ state: "done", step: 2000 }))
  expect(await supervise(start)).toMatchObject({ state: "done", step: 2000 })
  expect(started).toEqual([options])
})

test("after its allocator failed, a run continues with half as many samples at once, with a note", async () => {
  const { start, started } = trainers(
    async () => {
      await folder.change({ state: "running", step: 3, microBatch: 8 })
      return exit(null, "SIGABRT")
    },
    ending({ state: "done" }),
  )
  const run = await supervise(start)
  expect(started[1]).toEqual({ ...options, microBatch: 4 })
  expect(run.notes).toEqual([note("training.fewer_at_once", { samples: 4, times: 2 })])
})

test("one that has no memory for a single sample fails with the reason", async () => {
  const { start } = trainers(async () => {
    await folder.change({ state: "running", step: 3, microBatch: 1 })
    return exit(134)
  })
  expect(await supervise(start)).toMatchObject({
    state: "failed",
    problem: { code: "training.lost", details: { reason: note("engine.memory_ran_out", {}) } },
  })
})

test("one that crashes is started again as it was, as long as it gets on", async () => {
  const crash = (step: number) => async () => {
    await folder.change({ state: "running", step, microBatch: 8 })
    return exit(null, "SIGSEGV")
  }
  const { start, started } = trainers(crash(1), crash(2), crash(3), crash(4), ending({ state: "done" }))
  expect((await supervise(start)).notes).toHaveLength(4)
  expect(started[4]).toEqual(options)
})

test("one that crashes without getting on is given up", async () => {
  const crash = async () => exit(139)
  const { start, started } = trainers(crash, crash, crash)
  expect(await supervise(start)).toMatchObject({ state: "failed", problem: { code: "training.lost" } })
  expect(started).toHaveLength(3)
})

test("one that can't begin says why, and isn't tried again", async () => {
  const problem = { code: "workspace.missing", details: { dir: "shop" } }
  const { start } = trainers(async ({ say }) => {
    say({ type: "failed", problem })
    return exit(1)
  })
  expect(await supervise(start)).toMatchObject({ state: "failed", problem })
})

test.each(["pause", "keep"] as const)(
  "a request to %s is passed on, also to one that is just starting",
  async stopRequest => {
    const control = new AbortController()
    control.abort(stopRequest)
    const { start } = trainers(async acting => {
      expect(await acting.told).toBe(stopRequest)
      return ending({ state: "paused" })(acting)
    })
    expect((await supervise(start, control.signal)).state).toBe("paused")
  },
)

test("one that dies while it is to be cancelled is cancelled", async () => {
  const control = new AbortController()
  const { start } = trainers(async ({ told }) => {
    control.abort("cancel")
    expect(await told).toBe("cancel")
    return exit(null, "SIGKILL")
  })
  expect(await supervise(start, control.signal)).toMatchObject({
    state: "failed",
    problem: { code: "job.cancelled" },
  })
})
