/** A worker of the tiny pack, until it is killed or asked to end: QUEUE STORE PACK CACHE. It dies of the item IAMG_FARM_POISON. */
import { once } from "node:events"
import { join } from "node:path"
import { type Log, noLog } from "../../../native/base/log/log.ts"
import { BlobCache } from "../../../native/worker-farm/blob-cache.ts"
import { FarmKey } from "../../../native/worker-farm/farm-key.ts"
import { openModels } from "../../../native/worker-farm/models.ts"
import { openQueueServer } from "../../../native/worker-farm/queue.ts"
import { openStore } from "../../../native/worker-farm/store/store.ts"
import { type DrawUnit, drawnModel, startWorker } from "../../../native/worker-farm/worker.ts"
import { killLock } from "./lock.ts"

const [queue = "", place = "", packDir = "", cacheDir = ""] = process.argv.slice(2)
const poison = process.env.IAMG_FARM_POISON
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)
const log: Log = {
  ...noLog,
  info: (event, facts) => event === "unit drawn" && say({ drawn: facts!.unit }),
}

const store = await openStore(place, process.env)
const server = await openQueueServer(queue, process.env)
const list = await openModels({ packs: [packDir], adapters: [], loras: [] }, { device: "cpu", cacheDir })
const blobs = await BlobCache.open(join(cacheDir, "farm"), store)
const worker = await startWorker({
  server,
  store,
  key: new FarmKey(process.env.IAMG_FARM_KEY),
  models: list.models
    .map(model => drawnModel(model, blobs))
    .map(model => ({ ...model, draw: dyingOf(poison, model.draw) })),
  device: "cpu",
  tags: [],
  concurrency: 2,
  log,
  lock: killLock,
  ...(poison && { stalls: 1 }),
})
say({ ready: true })
await once(process, "SIGTERM")
await worker.close()
await server.close()
await list.close()

function dyingOf(item: string | undefined, draw: DrawUnit): DrawUnit {
  return (unit, stop) => {
    if (unit.recipe.plan.item.id === item) process.kill(process.pid, "SIGKILL")
    return draw(unit, stop)
  }
}
