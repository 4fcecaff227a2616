/** Farms as the page asks for them, and image sets that are drawn on one. The queue's client is loaded once a farm is used. */
import type { Elsewhere } from "../exporting/image-set/pictures.ts"
import type { FarmStores } from "../worker-farm/farm-stores.ts"
import type { QueueServer } from "../worker-farm/queue.ts"
import { type EngineContext, os } from "./context.ts"

type Manage = typeof import("../worker-farm/manage.ts")

export function farmsRoom(context: EngineContext) {
  const { places, jobs, log } = context
  const load = async () => {
    const room = await import("../worker-farm/farms.ts")
    return { ...room, list: new room.FarmList(places.farmsFile) }
  }
  const opened = async (name: string) => {
    const { list, openFarm, environmentOf } = await load()
    const farm = await list.find(name)
    return { ...(await openFarm(farm, await environmentOf(farm))), tag: farm.tag || undefined }
  }
  const onQueue = async <Result>(
    name: string,
    work: (manage: Manage, server: QueueServer) => Promise<Result>,
  ): Promise<Result> => {
    const { list, environmentOf } = await load()
    const { openQueueServer } = await import("../worker-farm/queue.ts")
    const farm = await list.find(name)
    const server = await openQueueServer(farm.queue, await environmentOf(farm))
    return work(await import("../worker-farm/manage.ts"), server).finally(() => server.close())
  }
  let stores: Promise<FarmStores> | undefined
  const storesOpened = () => {
    stores ??= import("../worker-farm/farm-stores.ts").then(
      ({ FarmStores, placesOf }) => new FarmStores(async () => placesOf(await (await load()).list.all())),
    )
    return stores
  }
  const { pictures } = context.workspace
  pictures.readBy({
    file: async render => (await storesOpened()).file(render),
    thumbnail: async render => (await storesOpened()).thumbnail(render),
    has: async render => (await storesOpened()).has(render),
  })
  const stateOf = (name: string) => onQueue(name, ({ farmState }, server) => farmState(server))
  const views = async () => (await load()).list.views()
  const changed = async () => {
    context.publish({ type: "changed", what: "settings" })
    return views()
  }

  const router = {
    list: os.farms.list.handler(views),
    save: os.farms.save.handler(async ({ input: { farm, before, secrets } }) => {
      await (await load()).list.save(farm, before, secrets)
      return changed()
    }),
    remove: os.farms.remove.handler(async ({ input: { name } }) => {
      await (await load()).list.remove(name)
      return changed()
    }),
    test: os.farms.test.handler(async ({ input: { name } }) => {
      const { tryStore } = await load()
      const { farmState } = await import("../worker-farm/manage.ts")
      const farm = await opened(name)
      try {
        await tryStore(farm.store)
        return { ...(await farmState(farm.server)), notes: farm.server.notes }
      } finally {
        await farm.close()
      }
    }),
    state: os.farms.state.handler(({ input: { name } }) => stateOf(name)),
    ofJob: os.farms.ofJob.handler(async ({ input: { job } }) => {
      const farm = jobs.ofKind("export").find(one => one.job.id === job)?.input?.farm
      return farm ? { name: farm, state: await stateOf(farm) } : null
    }),
    fetched: os.farms.fetched.handler(() => pictures.room()),
    setRoom: os.farms.setRoom.handler(async ({ input: { most } }) => {
      await pictures.setRoom(most)
      return pictures.room()
    }),
    retry: os.farms.retry.handler(({ input: { name } }) =>
      onQueue(name, ({ retryFailed }, server) => retryFailed(server)),
    ),
  }

  /** Makes a set whose pictures a farm draws. What it hasn't begun when the set ends early is taken back. */
  async function drawOn<Result>(
    name: string,
    signal: AbortSignal,
    make: (elsewhere: Elsewhere) => Promise<Result>,
  ): Promise<Result> {
    const { Planner } = await import("../worker-farm/planner.ts")
    const farm = await opened(name)
    for (const { code } of farm.server.notes) log.warn("farm opened", { code })
    const planner = new Planner({ ...farm, signal, log })
    try {
      return await make(planner)
    } finally {
      await planner.close({ withdraw: true })
      await farm.close()
    }
  }

  /** @throws StudioError farm.unknown */
  async function checkKnown(name: string): Promise<void> {
    await (await load()).list.find(name)
  }
  const close = async () => (await stores)?.close()
  return { router, drawOn, checkKnown, close }
}

export type FarmsRoom = ReturnType<typeof farmsRoom>
