/** A farm as commands name it: its queue, its store and its key. */
import type { Command } from "commander"
import { note } from "../contract/codes/index.ts"
import type { FarmKey } from "../worker-farm/farm-key.ts"
import type { QueueServer } from "../worker-farm/queue.ts"
import type { Store } from "../worker-farm/store/store.ts"
import { UsageProblem } from "./usage-problem.ts"
import { help, say } from "./voice.ts"

export interface FarmOptions {
  queue?: string
  store?: string
}

export const withFarm = (command: Command): Command =>
  command.option("--queue <address>", help("farm.queue")).option("--store <place>", help("farm.store"))

/** Whether a command that can do without a farm was given one. */
export const isOnFarm = ({ queue, store }: FarmOptions): boolean => queue !== undefined || store !== undefined

export interface Farm {
  server: QueueServer
  store: Store
  key: FarmKey
}

/** Opens the farm for `work`; what is to be said of its queue goes to stderr. */
export async function withOpenFarm<Result>(
  { queue, store: place }: FarmOptions,
  work: (farm: Farm) => Promise<Result>,
): Promise<Result> {
  if (queue === undefined || place === undefined) throw new UsageProblem(note("cli.queue_and_store", {}))
  const { FarmKey } = await import("../worker-farm/farm-key.ts")
  const { openStore } = await import("../worker-farm/store/store.ts")
  const key = new FarmKey(process.env.IAMG_FARM_KEY)
  return withQueue(queue, async server => {
    const store = await openStore(place, process.env)
    return work({ server, store, key }).finally(() => store.close())
  })
}

export async function withQueue<Result>(
  address: string,
  work: (server: QueueServer) => Promise<Result>,
): Promise<Result> {
  const { openQueueServer } = await import("../worker-farm/queue.ts")
  const server = await openQueueServer(address, process.env)
  for (const told of server.notes) process.stderr.write(`${say(told)}\n`)
  return work(server).finally(() => server.close())
}
