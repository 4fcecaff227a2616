/** The trainer as a child of Node: see fork.ts. */
import type { FromTrainer, ToTrainer } from "./messages.ts"
import { TrainerWork } from "./work.ts"

const work = new TrainerWork((message: FromTrainer) => {
  // A parent that has just died mustn't take the trainer with it.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined)
})

// Where its words went is gone: that mustn't end it before it has kept what is done.
process.stderr.on("error", () => undefined)

let ended = false
process.on("message", (message: ToTrainer) => {
  void work.take(message).then(state => {
    ended ||= state === "ended"
    if (ended && process.connected) process.disconnect()
    else if (ended) process.exit()
  })
})
process.on("disconnect", () => {
  if (ended) process.exit()
  // Who asked for it is gone, however it went: keep what is done and end.
  void work.take({ type: "stop", stopRequest: "pause" })
})
// Ctrl-C reaches the whole terminal group; the parent alone decides what it means.
process.on("SIGINT", () => undefined)
process.on("SIGTERM", () => void work.take({ type: "stop", stopRequest: "pause" }))
