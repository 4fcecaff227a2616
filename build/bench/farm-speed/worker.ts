/** A worker that draws nothing, in a process of its own, until its parent lets go of it: QUEUE STORE MADE. */
import { once } from "node:events"
import { noLog } from "../../../native/base/log/log.ts"
import { FarmKey } from "../../../native/worker-farm/farm-key.ts"
import { openQueueServer } from "../../../native/worker-farm/queue.ts"
import { openStore } from "../../../native/worker-farm/store/store.ts"
import { startWorker } from "../../../native/worker-farm/worker.ts"
import { benchKey, drawNothing } from "./nothing.ts"
import { counted, type WorkerSays } from "./process.ts"

const [queue = "", place = "", made = "{}"] = process.argv.slice(2)
const say = (said: WorkerSays) => process.send!(said)

const server = await openQueueServer(queue, {})
const { store, taken } = counted(await openStore(place, process.env))
const worker = await startWorker({
  server,
  store,
  key: new FarmKey(benchKey),
  models: [{ made: JSON.parse(made), draw: drawNothing }],
  device: "cpu",
  tags: [],
  concurrency: 16,
  log: noLog,
})
process.on("message", () => say(taken()))
say("ready")
await once(process, "disconnect")
await worker.close()
store.close()
await server.close()
