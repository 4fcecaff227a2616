/** The trainer as a child of Node: see fork.ts. */
import type { FromTrainer, ToTrainer } from "./messages.ts"
import { TrainerWork } from "./work.ts"

const work = new TrainerWork((message: FromTrainer) => {
  // A parent that has just died mustn't take the trainer with it.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined)
})

// The reader of its output is gone: that must not end it before it has saved its work.
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
  // The parent process is gone: save the work and end.
  void work.take({ type: "stop", stopRequest: "pause" })
})
// Ctrl-C reaches the whole terminal group; only the parent decides how to react.
process.on("SIGINT", () => undefined)
process.on("SIGTERM", () => void work.take({ type: "stop", stopRequest: "pause" }))
