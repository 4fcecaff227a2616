/** Brings one model onto this machine: what is there stays, what another program's cache holds is shared, the rest is downloaded. */
import { StudioError } from "../contract/errors.ts"
import type { HubConnection } from "./connection.ts"
import { sha256IfSame } from "./digest.ts"
import { cachedFile, hubCaches, type LocalModel, shareFile } from "./local-models.ts"
import type { ModelStore } from "./model-store.ts"
import type { RemoteFile, ResolvedModel } from "./repository.ts"
import { diskError, downloadFiles, type WantedFile } from "./transfer.ts"

export interface Fetched {
  model: string
  repository: string
  commit: string | null
  licence: string | null
  bytes: number
  /** What came over the network in this run. */
  downloadedBytes: number
}

interface FetchOptions {
  signal?: AbortSignal | undefined
  /** Bytes of this model. */
  onProgress(step: "checking" | "downloading", done: number): void
}

/**
 * @param local where the files lie, if nothing is to be downloaded
 * @throws StudioError hub.*, job.cancelled
 */
export async function fetchModel(
  store: ModelStore,
  connection: HubConnection,
  plan: ResolvedModel,
  local: LocalModel | null,
  { signal, onProgress }: FetchOptions,
): Promise<Fetched> {
  const { model: id, repository } = plan
  const record = await store.record(id)
  if (!record) await store.savePlan(plan)
  const hashes = new Map<string, string>()
  const missing: RemoteFile[] = []
  let done = 0
  for (const file of plan.files) {
    onProgress("checking", done)
    const target = store.fileOf(id, file.path)
    const hash =
      (await sha256IfSame(target, file, signal)) ??
      (await shared(
        file,
        target,
        local ? local.sources.get(file.path) : await inCache(repository, file),
        signal,
      ))
    if (hash === null) {
      if (local) throw new StudioError("hub.wrong_content", { repository, file: file.path })
      missing.push(file)
      continue
    }
    hashes.set(file.path, hash)
    done += file.size
  }
  const wanted: WantedFile[] = missing.map(file => ({
    file,
    part: store.partOf(id, plan.files.indexOf(file)),
    target: store.fileOf(id, file.path),
  }))
  if (wanted.length > 0) {
    const onBytes = (bytes: number) => onProgress("downloading", done + bytes)
    const downloaded = await downloadFiles(connection, plan, wanted, { signal, onBytes })
    for (const [path, hash] of downloaded) hashes.set(path, hash)
  }
  await store.saveRecord({
    model: id,
    repository,
    commit: plan.commit,
    licence: plan.licence,
    files: plan.files.map(({ path, size }) => ({ path, size, sha256: hashes.get(path)! })),
    downloadedAt: new Date().toISOString(),
  })
  const bytes = plan.files.reduce((sum, { size }) => sum + size, 0)
  const downloadedBytes = missing.reduce((sum, { size }) => sum + size, 0)
  return { model: id, repository, commit: plan.commit, licence: plan.licence, bytes, downloadedBytes }
}

const inCache = (repository: string, file: RemoteFile) => cachedFile(hubCaches(), repository, file)

/** The SHA-256 of `source`, which gets the name `target`; null where there is none, or its content is another. */
async function shared(
  file: RemoteFile,
  target: string,
  source: string | undefined,
  signal: AbortSignal | undefined,
): Promise<string | null> {
  if (source === undefined || (await sha256IfSame(source, file, signal)) === null) return null
  await shareFile(source, target).catch(error => {
    throw diskError(error, target, file.size)
  })
  // Looked at again: a copy may go wrong.
  return sha256IfSame(target, file, signal)
}
