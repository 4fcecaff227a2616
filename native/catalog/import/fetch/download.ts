/**
 * One picture from the web. Only hosts that the user agreed to are asked, redirects included, and only at public addresses: what a
 * name leads to is checked where the connection is made, so that a name that changes meanwhile gains nothing. No proxy is used.
 */
import http from "node:http"
import https from "node:https"
import { checkLiteral, type LookupAll, NotPublic, publicLookup } from "../../../base/public-address.ts"
import { retryAfterOf, Transient } from "../../../base/retry.ts"
import { note } from "../../../contract/codes/index.ts"
import { reasonOf, StudioError } from "../../../contract/errors.ts"
import { maxFileBytes } from "../../image.ts"
import { webAddress } from "./address.ts"

/** What fetching is bound to. Tests allow addresses of their own. */
export interface FetchPolicy {
  /** Addresses that may be asked although they aren't public. */
  allowed?: readonly string[]
  lookup?: LookupAll
  /** Longest time for one picture, in seconds. */
  seconds?: number
  /** First wait before a picture is asked for again, in milliseconds. */
  delay?: number
  /** Most bytes, and longest time in hours, for all pictures of an import. */
  all?: { bytes: number; hours: number }
}

const mostRedirects = 5

export interface Downloader {
  /**
   * @param image how the row names it
   * @throws Transient where asking again may help, StudioError catalog.fetch_*, catalog.image_too_large; the signal's reason
   */
  get(address: URL, image: string, signal: AbortSignal | undefined): Promise<Buffer>
  close(): void
}

export function createDownloader(hosts: ReadonlySet<string>, policy: FetchPolicy): Downloader {
  const { allowed = [], lookup, seconds = 60 } = policy
  // Agents of our own: the usual ones may go through a proxy.
  const agents = {
    "http:": new http.Agent({ keepAlive: true, maxSockets: 4 }),
    "https:": new https.Agent({ keepAlive: true, maxSockets: 4 }),
  }

  async function get(address: URL, image: string, signal: AbortSignal | undefined): Promise<Buffer> {
    const timeout = AbortSignal.timeout(1000 * seconds)
    const either = signal ? AbortSignal.any([signal, timeout]) : timeout
    let at = address
    try {
      for (let redirects = 0; redirects <= mostRedirects; redirects++) {
        if (!hosts.has(at.host)) throw new StudioError("catalog.fetch_redirect", { image, host: at.host })
        const response = await ask(at, either)
        const to = redirectOf(response, at)
        if (to === undefined) return await bodyOf(response, image)
        response.destroy()
        at = to
      }
      throw new StudioError("catalog.fetch_redirects", { image, most: mostRedirects })
    } catch (error) {
      signal?.throwIfAborted()
      if (error instanceof StudioError || error instanceof Transient) throw error
      if (timeout.aborted) throw new Transient(new StudioError("catalog.fetch_timeout", { image, seconds }))
      throw failure(error, image, at.host)
    }
  }

  const ask = (address: URL, signal: AbortSignal) =>
    new Promise<http.IncomingMessage>((resolve, reject) => {
      const { get } = address.protocol === "https:" ? https : http
      const agent = agents[address.protocol as keyof typeof agents]
      const headers = { accept: "image/*", "accept-encoding": "identity", "user-agent": "iamg-studio" }
      checkLiteral(address, allowed)
      get(address, { agent, headers, signal, lookup: publicLookup(allowed, lookup) }, resolve).on(
        "error",
        reject,
      )
    })

  return {
    get,
    close() {
      for (const agent of Object.values(agents)) agent.destroy()
    },
  }
}

/** Where a redirect leads; undefined when the answer is none. */
function redirectOf({ statusCode = 0, headers }: http.IncomingMessage, from: URL): URL | undefined {
  if (![301, 302, 303, 307, 308].includes(statusCode) || headers.location === undefined) return undefined
  const { location } = headers
  return URL.canParse(location, from.href) ? webAddress(new URL(location, from).href) : undefined
}

async function bodyOf(response: http.IncomingMessage, image: string): Promise<Buffer> {
  const { statusCode: status = 0, headers } = response
  try {
    if (status === 429 || status >= 500 || status === 408)
      throw new Transient(
        new StudioError("catalog.fetch_status", { image, status }),
        retryAfterOf(headers["retry-after"]),
      )
    if (status !== 200) throw new StudioError("catalog.fetch_status", { image, status })
    const type = /^[^;]*/
      .exec(headers["content-type"] ?? "")![0]
      .trim()
      .toLowerCase()
    // Pages that say sorry, or ask for a password.
    if (/^text\/|json|xml/.test(type)) throw new StudioError("catalog.fetch_no_picture", { image, type })
    if (Number(headers["content-length"]) > maxFileBytes) throw tooLarge(image)
    const pieces: Buffer[] = []
    let size = 0
    for await (const piece of response as AsyncIterable<Buffer>) {
      size += piece.length
      if (size > maxFileBytes) throw tooLarge(image)
      pieces.push(piece)
    }
    return Buffer.concat(pieces)
  } finally {
    response.destroy()
  }
}

const tooLarge = (image: string) =>
  new StudioError("catalog.image_too_large", {
    image,
    found: note("catalog.over", { limit: `${maxFileBytes / 1024 ** 2} MB` }),
    limit: note("catalog.limit", { limit: `${maxFileBytes / 1024 ** 2} MB` }),
  })

const ofCertificates =
  /^(CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|EPROTO)/

function failure(error: unknown, image: string, host: string): Error {
  if (error instanceof NotPublic)
    return new StudioError("catalog.fetch_private", { image, host, address: error.address })
  const { code = "" } = error as NodeJS.ErrnoException
  const details = { image, host, reason: reasonOf(error) }
  if (ofCertificates.test(code)) return new StudioError("catalog.fetch_tls", details, { cause: error })
  const failed = new StudioError("catalog.fetch_failed", details, { cause: error })
  return code === "ENOTFOUND" ? failed : new Transient(failed)
}
