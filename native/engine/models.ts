/** Published models as the page asks for them: the list, what a download would bring, and the download itself as a job. */
import { isOver } from "../contract/api/jobs.ts"
import { StudioError } from "../contract/errors.ts"
import { hubAddress } from "../hub/connection.ts"
import { Hub } from "../hub/hub.ts"
import { readModelList } from "../hub/model-list.ts"
import { ModelStore } from "../hub/model-store.ts"
import { hubToken, storeHubToken } from "../hub/token.ts"
import { type EngineContext, type JobHandler, os } from "./context.ts"
import type { PackList } from "./library/settings.ts"

interface Parts {
  packs: PackList
  /** The pack in a folder was made anew, or is gone: whoever uses it opens another. */
  packChanged(dir: string, id: string | null): void
}

/** Milliseconds between two reports of a download. */
const sayEvery = 250

export function modelsRoom(context: EngineContext, { packs, packChanged }: Parts) {
  const { publish, places } = context
  let opened: Hub | null = null
  const hub = () => (opened ??= new Hub(readModelList(places.modelsFile), new ModelStore(places.modelsDir)))
  const options = () => ({ mirror: context.settings().mirror || undefined, policy: context.hubPolicy })
  const address = () => hubAddress(context.settings().mirror)

  async function list() {
    return {
      packs: await hub().packs(),
      models: await hub().models(),
      bytesOnDisk: await hub().bytesOnDisk(),
      freeBytes: await hub().freeBytes(),
      host: address().url.host,
      tokenSet: (await hubToken(address().url).catch(() => null)) !== null,
    }
  }

  const nameOf = (id: string): string => hub().list.pack(id)?.name ?? hub().list.model(id).name

  const downloading: JobHandler<"download"> = async ({
    input,
    signal,
    progress,
    checkpoint,
    saveCheckpoint,
  }) => {
    let best = checkpoint?.bytes ?? 0
    let saidAt = 0
    const { models, pack } = await hub().get(input.model, {
      ...options(),
      signal,
      onProgress: (step, done, total) => {
        const now = Date.now()
        if (now - saidAt < sayEvery && done < total) return
        saidAt = now
        if (step === "making") return progress(0, null, "saving")
        progress(Math.floor(done / 1e6), Math.ceil(total / 1e6), "megabytes")
        if (step !== "downloading" || done <= best) return
        best = done
        saveCheckpoint({ bytes: done })
      },
    })
    if (pack !== null) packChanged(pack, await packs.add(pack))
    publish({ type: "changed", what: "models" })
    const bytes = models.reduce((sum, one) => sum + one.bytes, 0)
    const downloadedBytes = models.reduce((sum, one) => sum + one.downloadedBytes, 0)
    return {
      figures: { megabytes: Math.ceil(bytes / 1e6), downloaded: Math.ceil(downloadedBytes / 1e6) },
      report: { model: input.model, pack: pack !== null, bytes, downloadedBytes },
    }
  }

  const router = {
    list: os.models.list.handler(list),
    offers: os.models.offers.handler(async ({ input: { id }, signal }) => ({
      offers: await hub().offers(id, { ...options(), signal }),
      freeBytes: await hub().freeBytes(),
    })),
    get: os.models.get.handler(async ({ input: { id, agreed } }) => {
      const title = nameOf(id)
      const open = context.jobs
        .list()
        .find(({ kind, state, title: other }) => kind === "download" && other === title && !isOver(state))
      await hub().accept(agreed)
      return open ?? context.jobs.add("download", title, { model: id })
    }),
    remove: os.models.remove.handler(async ({ input: { id } }) => {
      const pack = hub().list.pack(id)
      const freedBytes = await hub().remove(id, () => {
        if (pack) packChanged(hub().store.packDir(id), null)
      })
      publish({ type: "changed", what: "models" })
      return { freedBytes }
    }),
    setToken: os.models.setToken.handler(async ({ input: { host, token } }) => {
      const { url } = address()
      // The page may show a hub that was changed meanwhile.
      if (host !== url.host) throw new StudioError("endpoint.other_host", { host, used: url.host })
      await storeHubToken(url, token)
      return list()
    }),
  }
  return { router, downloading }
}
