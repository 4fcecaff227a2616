/** Ends the process when one input takes too long: the thread that parses it can't say so itself. */
import { Worker } from "node:worker_threads"

const source = `
const { workerData, parentPort } = require("node:worker_threads")
const { writeSync } = require("node:fs")
let input = null
parentPort.on("message", message => { input = { ...message, since: Date.now() } })
setInterval(() => {
  if (input === null || Date.now() - input.since < workerData.longest) return
  writeSync(2, "No end after " + workerData.longest / 1000 + " s: " + input.parser + ", seed " + input.seed + "\\n")
  process.kill(process.pid, "SIGKILL")
}, 500)
`

export interface Watch {
  note(parser: string, seed: number): void
  stop(): Promise<unknown>
}

/** @param longest in milliseconds */
export function watchTime(longest: number): Watch {
  const worker = new Worker(source, { eval: true, workerData: { longest } })
  worker.unref()
  return { note: (parser, seed) => worker.postMessage({ parser, seed }), stop: () => worker.terminate() }
}
