import { EventEmitter } from "node:events"
import { PassThrough } from "node:stream"
import { expect, test } from "vitest"
import type { ToEngine } from "./messages.ts"
import { TrainerRequests, Trainers } from "./trainers.ts"

class FakeProcess extends EventEmitter {
  readonly heard: unknown[] = []
  readonly stderr = new PassThrough()
  killed = false
  postMessage(message: unknown): void {
    this.heard.push(message)
  }
  kill(): boolean {
    this.killed = true
    return true
  }
}

/** Both ends, joined as the shell joins them. */
function joined() {
  const processes: FakeProcess[] = []
  const trainers = new Trainers(
    () => {
      processes.push(new FakeProcess())
      return processes.at(-1)!
    },
    message => requests.take(message as Extract<ToEngine, { id: number; type: "trainer-exited" }>),
  )
  const requests: TrainerRequests = new TrainerRequests(request => trainers.take(request as never))
  return { processes, trainers, requests }
}

test("messages of a trainer go to the engine that started it, and only from there to it", async () => {
  const { processes, requests } = joined()
  const [one, other] = [requests.start(), requests.start()]
  const heard: unknown[] = []
  one.onMessage(message => heard.push(message))
  other.onMessage(() => expect.unreachable())
  one.send({ type: "stop", stopRequest: "keep" })
  expect(processes.map(({ heard }) => heard)).toEqual([[{ type: "stop", stopRequest: "keep" }], []])
  processes[0]!.emit("message", { type: "step", result: { step: 1 } })
  expect(heard).toEqual([{ type: "step", result: { step: 1 } }])
  processes[0]!.stderr.end("bad allocation\n")
  processes[0]!.emit("exit", 3)
  expect(await one.exited).toEqual({ code: 3, signal: null, lines: ["bad allocation"] })
})

test("one that has ended hears nothing more", () => {
  const { processes, requests } = joined()
  const trainer = requests.start()
  processes[0]!.emit("exit", 0)
  trainer.send({ type: "stop", stopRequest: "pause" })
  trainer.kill()
  expect([processes[0]!.heard, processes[0]!.killed]).toEqual([[], false])
})

test("one may be killed", () => {
  const { processes, requests } = joined()
  requests.start().kill()
  expect(processes[0]!.killed).toBe(true)
})

test("when their engine is gone they pause, so that their work is kept", () => {
  const { processes, trainers, requests } = joined()
  requests.start()
  trainers.orphan()
  expect(processes[0]!.heard).toEqual([{ type: "stop", stopRequest: "pause" }])
})
