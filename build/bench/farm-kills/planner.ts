/** Has a set drawn by a farm, and prints what it made: QUEUE STORE PACK SCENARIOS WORKSPACE OUT SETTINGS. */
import { noLog } from "../../../native/base/log/log.ts"
import { smallSet } from "../../../native/exporting/image-set/fixtures.ts"
import { makeImageSet } from "../../../native/exporting/image-set/make.ts"
import { Session } from "../../../native/personalize/session.ts"
import { openStudio } from "../../../native/personalize/studio.ts"
import { FarmKey } from "../../../native/worker-farm/farm-key.ts"
import { FarmStores } from "../../../native/worker-farm/farm-stores.ts"
import { Planner } from "../../../native/worker-farm/planner.ts"
import { openQueueServer } from "../../../native/worker-farm/queue.ts"
import { openStore } from "../../../native/worker-farm/store/store.ts"

const [
  queue = "",
  place = "",
  packDir = "",
  scenariosDir = "",
  workspaceDir = "",
  out = "",
  settings = "{}",
] = process.argv.slice(2)
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)

const store = await openStore(place, process.env)
const server = await openQueueServer(queue, process.env)
const studio = await openStudio({
  workspaceDir,
  mode: "write",
  packDir,
  scenariosDir,
  device: "cpu",
})
// As a command does: what a killed planner took into the history is read from the store.
studio.workspace.pictures.readBy(new FarmStores(async () => [{ store: place, environment: process.env }]))
const key = new FarmKey(process.env.IAMG_FARM_KEY)
const planner = new Planner({ server, store, key, window: 20, log: noLog, checkEvery: 500 })
const items = (await studio.workspace.items()).map(({ id }) => id).sort()
const set = await smallSet(studio, { items, contactSheet: false, settings: JSON.parse(settings) })
say({ ready: true })
const { files, skipped } = await makeImageSet(new Session(studio), set, out, {
  elsewhere: planner,
  onProgress: done => say({ done }),
})
say({ files, skipped })
await planner.close({ withdraw: true })
await studio.close()
await server.close()
