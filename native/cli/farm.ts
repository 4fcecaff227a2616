/** A farm as commands name it: by its name, or by its queue and its store. */
import type { Command } from "commander"
import type { Workspace } from "../catalog/workspace.ts"
import { note } from "../contract/codes/index.ts"
import type { Farm } from "../contract/farm.ts"
import { defaultFarmsFile } from "../engine/places.ts"
import type { Tagger } from "../interests/tagger.ts"
import type { EmbedElsewhere } from "../personalize/prepare.ts"
import type { FarmStores } from "../worker-farm/farm-stores.ts"
import type { OpenFarm } from "../worker-farm/farms.ts"
import type { QueueServer } from "../worker-farm/queue.ts"
import { UsageProblem } from "./usage-problem.ts"
import { help, say } from "./voice.ts"

export interface FarmOptions {
  farm?: string
  queue?: string
  store?: string
}

const withName = (command: Command): Command => command.option("--farm <name>", help("farm.name"))

export const withQueueOf = (command: Command): Command =>
  withName(command).option("--queue <address>", help("farm.queue"))

export const withFarm = (command: Command): Command =>
  withQueueOf(command).option("--store <place>", help("farm.store"))

/** Whether a command that can do without a farm was given one. */
export const isOnFarm = ({ farm, queue, store }: FarmOptions): boolean =>
  farm !== undefined || queue !== undefined || store !== undefined

/** Where a farm's parts are, and the environment that has its secrets. */
export interface FarmPlace extends Partial<Pick<Farm, "queue" | "store" | "tag">> {
  environment: NodeJS.ProcessEnv
}

export async function farmList() {
  const { FarmList } = await import("../worker-farm/farms.ts")
  return new FarmList(defaultFarmsFile())
}

/** @throws UsageProblem for a name beside addresses, StudioError farm.unknown */
export async function placeOf({ farm: name, queue, store }: FarmOptions): Promise<FarmPlace> {
  if (name === undefined)
    return { ...(queue && { queue }), ...(store && { store }), environment: process.env }
  if (queue !== undefined || store !== undefined) throw new UsageProblem(note("cli.farm_or_addresses", {}))
  const { environmentOf } = await import("../worker-farm/farms.ts")
  const farm = await (await farmList()).find(name)
  return { queue: farm.queue, store: farm.store, tag: farm.tag, environment: await environmentOf(farm) }
}

/** What farms keep, to be read: of those that have a name, and of one whose store was given. */
export async function storesFor({ store }: FarmOptions): Promise<FarmStores> {
  const { FarmStores, placesOf } = await import("../worker-farm/farm-stores.ts")
  const given = store === undefined ? [] : [{ store, environment: process.env }]
  return new FarmStores(async () => [...given, ...(await placesOf(await (await farmList()).all()))])
}

/** What a farm prepares in place of this machine. */
export interface PreparingFarm {
  elsewhere: EmbedElsewhere
  taggerOf(id: string): Tagger
}

/** Opens the farm for preparing. */
export const withPreparingFarm = <Result>(
  options: FarmOptions,
  workspace: Pick<Workspace, "imagePath">,
  signal: AbortSignal,
  work: (farm: PreparingFarm) => Promise<Result>,
): Promise<Result> =>
  withOpenFarm(options, async (farm, ofFarm) => {
    const { TaskAsker } = await import("../worker-farm/preparing/asker.ts")
    const { embedOnFarm, taggerOnFarm } = await import("../worker-farm/preparing/prepare-elsewhere.ts")
    const { BlobPutter } = await import("../worker-farm/blobs.ts")
    const asker = new TaskAsker({ ...farm, tag: ofFarm || undefined, signal })
    const blobs = new BlobPutter(farm.store)
    return work({
      elsewhere: embedOnFarm(asker, blobs),
      taggerOf: id => taggerOnFarm(id, asker, blobs, hash => workspace.imagePath(hash)),
    }).finally(() => asker.close())
  })

/** Opens the farm for `work`; what is to be said of its queue goes to stderr. */
export async function withOpenFarm<Result>(
  options: FarmOptions,
  work: (farm: OpenFarm, tag: string) => Promise<Result>,
): Promise<Result> {
  const { queue, store, tag = "", environment } = await placeOf(options)
  if (queue === undefined || store === undefined) throw new UsageProblem(note("cli.queue_and_store", {}))
  const { openFarm } = await import("../worker-farm/farms.ts")
  const farm = await openFarm({ queue, store }, environment)
  tellNotes(farm.server)
  return work(farm, tag).finally(() => farm.close())
}

/** @throws UsageProblem without a queue */
export async function withQueue<Result>(
  { queue, environment }: FarmPlace,
  work: (server: QueueServer) => Promise<Result>,
): Promise<Result> {
  if (queue === undefined) throw new UsageProblem(note("cli.farm_or_queue", {}))
  const { openQueueServer } = await import("../worker-farm/queue.ts")
  const server = await openQueueServer(queue, environment)
  tellNotes(server)
  return work(server).finally(() => server.close())
}

function tellNotes({ notes }: QueueServer): void {
  for (const told of notes) process.stderr.write(`${say(told)}\n`)
}
