/** A trainer process of the desktop shell (a utilityProcess). */
import { TrainerWork } from "../native/engine/trainer.ts"

const shell = process.parentPort
const work = new TrainerWork(message => shell.postMessage(message))

shell.on("message", ({ data }) => {
  void work.take(data).then(state => {
    if (state === "ended") setImmediate(() => process.exit())
  })
})
