/**
 * Downloads a model's files: several ranges at once, again from where it broke off, and each file whole or not at all. What comes
 * is compared with the hub's hash while it is written.
 */
import { statfs } from "node:fs/promises"
import { setTimeout } from "node:timers/promises"
import pLimit from "p-limit"
import { Transient } from "../base/retry.ts"
import { note } from "../contract/codes/index.ts"
import { reasonOf, StudioError } from "../contract/errors.ts"
import { discard, failure, type HubAnswer, type HubConnection, refuseStatus } from "./connection.ts"
import { PartFile, type Range } from "./part-file.ts"
import { type RemoteFile, type ResolvedModel, refuseAnswer } from "./repository.ts"

/** A file of a model, and where it goes. */
export interface WantedFile {
  file: RemoteFile
  /** Where it is kept until it is whole. */
  part: string
  target: string
}

export interface TransferOptions {
  signal?: AbortSignal | undefined
  /** Called with all bytes that have come, those of earlier runs included. */
  onBytes?: ((done: number) => void) | undefined
}

/** Ranges that are asked for at the same time. */
const atOnce = 4
/** Tries of a range without a single byte. */
const mostFailures = 6
/** The longest wait between two tries, in seconds: for our own waits, and for those that a server asks for. */
const longestWait = 30
const longestRetryAfter = 300
/** How often a file begins anew because the server has another. */
const mostRestarts = 3

/** The server's file isn't the one that the download began with. */
class Changed extends Error {}
/** The server gives whole files alone. */
class WholeOnly extends Error {}

/**
 * Downloads files. Those that have come stay, whatever happens to the others.
 *
 * @returns the SHA-256 of each, by its path in the repository
 * @throws StudioError hub.*, job.cancelled
 */
export async function downloadFiles(
  connection: HubConnection,
  model: ResolvedModel,
  wanted: readonly WantedFile[],
  { signal, onBytes }: TransferOptions = {},
): Promise<Map<string, string>> {
  const stop = new AbortController()
  const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal
  const limit = pLimit(atOnce)
  const done = new Map<string, number>()
  const hashes = new Map<string, string>()
  const downloads = wanted.map(async one => {
    const onDone = (bytes: number) => {
      done.set(one.file.path, bytes)
      onBytes?.([...done.values()].reduce((sum, each) => sum + each, 0))
    }
    try {
      hashes.set(one.file.path, await downloadFile(connection, model, one, { signal: either, limit, onDone }))
    } catch (error) {
      stop.abort()
      throw error
    }
  })
  const results = await Promise.allSettled(downloads)
  if (signal?.aborted) throw new StudioError("job.cancelled", { what: "download" })
  // The first failure stopped the others.
  const failures = results.flatMap(result => (result.status === "rejected" ? [result.reason] : []))
  const [first] = failures.filter(error => !isAbort(error)).concat(failures)
  if (first) throw first
  return hashes
}

const isAbort = (error: unknown) => error instanceof Error && error.name === "AbortError"

interface FileOptions {
  signal: AbortSignal
  limit: ReturnType<typeof pLimit>
  onDone(bytes: number): void
}

async function downloadFile(
  connection: HubConnection,
  model: ResolvedModel,
  { file, part: path, target }: WantedFile,
  options: FileOptions,
): Promise<string> {
  for (;;) {
    const part = await PartFile.open(path, file).catch(error => {
      throw diskError(error, path, file.size)
    })
    const begunBefore = part.doneBytes > 0
    try {
      await fill(connection, model, part, options)
    } catch (error) {
      await part.close().catch(() => undefined)
      throw error
    }
    const hash = await part.finish(target).catch(error => {
      throw diskError(error, target, 0)
    })
    if (hash !== null) return hash
    options.onDone(0)
    // What an earlier run left may have been lost with the power; what came in one go is the server's own.
    if (!begunBefore)
      throw new StudioError("hub.wrong_content", { repository: model.repository, file: file.path })
  }
}

async function fill(
  connection: HubConnection,
  model: ResolvedModel,
  part: PartFile,
  { signal, limit, onDone }: FileOptions,
): Promise<void> {
  const partBytes = connection.policy.partBytes ?? 32 * 1024 ** 2
  onDone(part.doneBytes)
  for (let restarts = 0; !part.isComplete; restarts++) {
    const stop = new AbortController()
    const source = { connection, model, part, signal: AbortSignal.any([signal, stop.signal]), onDone }
    const fetch = (range: Range) =>
      limit(() => fetchRange(source, range)).catch(error => {
        stop.abort()
        throw error
      })
    try {
      // The first answer tells whether the server gives ranges.
      const [first] = part.missing(partBytes)
      if (first) await fetch(first)
      const results = await Promise.allSettled(part.missing(partBytes).map(fetch))
      const failed = results.flatMap(result => (result.status === "rejected" ? [result.reason] : []))
      if (failed.length > 0) throw failed.find(error => !isAbort(error)) ?? failed[0]
    } catch (error) {
      if (!(error instanceof Changed || error instanceof WholeOnly)) throw error
      await part.restart()
      onDone(0)
      if (error instanceof WholeOnly || restarts >= mostRestarts)
        await limit(() => fetchRange({ ...source, signal }, [0, part.file.size], "whole"))
    }
  }
}

interface Source {
  connection: HubConnection
  model: ResolvedModel
  part: PartFile
  signal: AbortSignal
  onDone(bytes: number): void
}

/** Fetches a range, again and again as long as something comes. */
async function fetchRange(source: Source, range: Range, how: "part" | "whole" = "part"): Promise<void> {
  const { connection, part, signal, onDone } = source
  const at = { position: range[0] }
  for (let failures = 0; at.position < range[1]; ) {
    const before = at.position
    try {
      await fetchOnce(source, at, range[1], how)
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof Transient)) throw error
      failures = at.position > before && how === "part" ? 0 : failures + 1
      if (failures >= mostFailures) throw error.cause
      if (how === "whole") {
        at.position = 0
        await part.restart()
        onDone(0)
      }
      await part.note()
      const delay = Math.min((connection.policy.delay ?? 1000) * 2 ** failures, 1000 * longestWait)
      const asked = 1000 * Math.min(error.retryAfter, longestRetryAfter)
      await setTimeout(Math.max(delay * (0.5 + Math.random() / 2), asked), undefined, { signal })
    }
  }
}

/** Moves `at` on with every byte that is written. @throws Transient, Changed, WholeOnly, StudioError hub.* */
async function fetchOnce(
  { connection, model, part, signal, onDone }: Source,
  at: { position: number },
  end: number,
  how: "part" | "whole",
): Promise<void> {
  const { path, size } = part.file
  const { etag } = part
  const headers: Record<string, string> = { accept: "*/*" }
  if (how === "part") {
    headers.range = `bytes=${at.position}-${end - 1}`
    if (etag !== null) headers["if-range"] = etag
  }
  const url = connection.at(
    `/${model.repository}/resolve/${revisionOf(model)}/${path.split("/").map(encodeURIComponent).join("/")}`,
  )
  const answer = await connection.get(url, headers, signal)
  const { body } = answer
  try {
    await checkAnswer(answer, connection, model, { start: at.position, end, size, etag, how })
    part.etag ??= strongTag(answer)
    for await (const piece of body as AsyncIterable<Buffer>) {
      const bytes = piece.subarray(0, end - at.position)
      await part.write(bytes, at.position).catch(error => {
        throw diskError(error, path, size - part.doneBytes)
      })
      at.position += bytes.length
      onDone(part.doneBytes)
      // More than was asked for is none of ours.
      if (bytes.length < piece.length) break
    }
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof Changed || error instanceof WholeOnly) throw error
    throw failure(error, answer.url.host)
  } finally {
    body.destroy()
  }
  if (at.position < end) {
    const { host } = answer.url
    throw new Transient(new StudioError("hub.unreachable", { host, reason: note("network.broken_off", {}) }))
  }
}

/** Of a model whose commit nobody knows, the newest: its hash tells whether it is the same. */
const revisionOf = ({ commit }: ResolvedModel): string => commit ?? "main"

interface AskedRange {
  start: number
  end: number
  size: number
  etag: string | null
  how: "part" | "whole"
}

async function checkAnswer(
  answer: HubAnswer,
  connection: HubConnection,
  model: ResolvedModel,
  { start, end, size, etag, how }: AskedRange,
): Promise<void> {
  const { status, headers, url } = answer
  if (status === 206) {
    const [, from, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers["content-range"]?.toString() ?? "") ?? []
    if (Number(from) === start && Number(total) === size) return
    throw new StudioError("hub.bad_answer", { host: url.host, problem: note("hub.bad_content_range", {}) })
  }
  if (status === 200) {
    if (start === 0 && end === size) return
    const now = strongTag(answer)
    throw etag !== null && now !== etag ? new Changed() : new WholeOnly()
  }
  if (status === 416 && how === "part") throw new Changed()
  if (url.host === connection.host)
    await refuseAnswer(connection, answer, { repository: model.repository, revision: revisionOf(model) })
  await discard(answer.body)
  // An address that a hub signed for a while: the next try gets a new one.
  if (status === 403 || status === 401 || status === 404)
    throw new Transient(new StudioError("hub.status", { host: url.host, status }))
  refuseStatus(answer)
}

/** A tag that stands for the very bytes. */
function strongTag({ headers }: HubAnswer): string | null {
  const tag = headers.etag?.toString() ?? ""
  return /^"[^"]*"$/.test(tag) ? tag : null
}

/** Room that is left to others, in bytes. */
const spare = 256 * 1024 ** 2

/** @throws StudioError hub.no_room, hub.not_writable */
export async function checkRoom(folder: string, needed: number): Promise<void> {
  const free = await freeRoom(folder)
  if (free < needed + (needed > 0 ? spare : 0)) throw new StudioError("hub.no_room", { folder, needed, free })
}

/** Bytes that can be written to a folder's drive. @throws StudioError hub.not_writable */
export async function freeRoom(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder).catch(error => {
    throw diskError(error, folder, 0)
  })
  return bavail * bsize
}

export function diskError(error: unknown, folder: string, needed: number): Error {
  if (error instanceof StudioError || error instanceof Transient) return error
  const { code = "" } = error as NodeJS.ErrnoException
  if (code === "ENOSPC" || code === "EDQUOT")
    return new StudioError("hub.no_room", { folder, needed, free: 0 })
  return new StudioError("hub.not_writable", { folder, reason: reasonOf(error) }, { cause: error })
}
