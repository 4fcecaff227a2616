/** Reads small files from the server of updates: over https alone, and never more than is asked for. */
import type { Session } from "electron"
import { note } from "../../native/contract/codes/index.ts"
import { reasonOf, StudioError } from "../../native/contract/errors.ts"
import type { ReadBytes } from "./list.ts"

/** Milliseconds for one file, with its connection. */
const longest = 30_000

/** electron-updater downloads over the session of this name. The page has another, which reaches nothing. */
export const updatesPartition = "electron-updater"

/** The session of updates speaks https alone, also where a server sends it on. */
export const guardUpdates = (session: Pick<Session, "webRequest">): void =>
  session.webRequest.onBeforeRequest(
    { urls: ["http://*/*", "ws://*/*", "ftp://*/*", "file://*/*"] },
    (_details, answer) => answer({ cancel: true }),
  )

export const readBytesBy =
  (fetch: (url: string, init: RequestInit) => Promise<Response>): ReadBytes =>
  async (url, most) => {
    try {
      const response = await fetch(url.href, {
        cache: "no-store",
        credentials: "omit",
        signal: AbortSignal.timeout(longest),
      })
      if (!response.ok) throw new StudioError("update.refused", { host: url.host, status: response.status })
      return await bounded(response, most, url.host)
    } catch (error) {
      if (error instanceof StudioError) throw error
      throw new StudioError("update.unreachable", { host: url.host, reason: reasonOf(error) })
    }
  }

async function bounded(response: Response, most: number, host: string): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let size = 0
  const reader = response.body?.getReader()
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    size += part.value.length
    if (size > most) {
      await reader?.cancel()
      const limit = `${Math.ceil(most / 1024)} kB`
      throw new StudioError("update.unreadable", { host, reason: note("file.over_limit", { limit }) })
    }
    parts.push(part.value)
  }
  return Buffer.concat(parts)
}
