/** A queue as whoever asks for work sees it: jobs are put into it, and it says what became of them. */
import { type Queue, QueueEvents } from "bullmq"
import { optionsFor, type QueueServer } from "./queue.ts"

export interface Lane {
  queue: Queue
  events: QueueEvents
}

/** What the queue says of jobs. One that isn't heard has to be looked for. */
export interface Heard {
  completed(id: string): void
  failed(id: string, reason: string): void
}

export async function openLane(server: QueueServer, name: string, heard: Heard): Promise<Lane> {
  const events = new QueueEvents(name, optionsFor(server.redis))
  events.on("error", () => undefined)
  events.on("completed", ({ jobId }) => heard.completed(jobId))
  events.on("failed", ({ jobId, failedReason }) => heard.failed(jobId, failedReason))
  await events.waitUntilReady()
  return { queue: server.queue(name), events }
}

const attempts = 3
/** Milliseconds before the second try; twice as long before the third. */
const firstPause = 1000
const failuresKept = 10_000

/** Adds a job. One of the same id that is still known, even a failed one, is left as it is. */
export const addJob = (queue: Queue, name: string, id: string, message: object): Promise<unknown> =>
  queue.add(name, message, {
    jobId: id,
    attempts,
    backoff: { type: "exponential", delay: firstPause },
    removeOnComplete: true,
    removeOnFail: { count: failuresKept },
  })
