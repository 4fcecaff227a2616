/**
 * Requests to a hub. Only public addresses are asked, redirects included, unless the user named a hub of their own network. A
 * token goes to the host that it belongs to and to no other. The system's proxies are used (`HTTPS_PROXY`, `NO_PROXY`).
 */
import { lookup as systemLookup } from "node:dns"
import { isIP, type LookupFunction } from "node:net"
import type { Readable } from "node:stream"
import { Agent, type Dispatcher, EnvHttpProxyAgent, request } from "undici"
import { checkLiteral, isPublic, type LookupAll, NotPublic, publicLookup } from "../base/public-address.ts"
import { retryAfterOf, Transient } from "../base/retry.ts"
import { note } from "../contract/codes/index.ts"
import { reasonOf, StudioError } from "../contract/errors.ts"
import { version } from "../version.ts"

/** What a connection is bound to. Tests allow addresses of their own. */
export interface HubPolicy {
  /** Addresses that may be asked although they aren't public. */
  allowed?: readonly string[]
  lookup?: LookupAll
  /** First wait before something is asked for again, in milliseconds. */
  delay?: number
  /** How long a server may be silent, in seconds. */
  silence?: number
  /** Bytes that one request asks for. */
  partBytes?: number
}

export const publicHub = "https://huggingface.co"

export interface HubAddress {
  url: URL
  /** Whether the user named it. Then it may lie in their own network. */
  isNamed: boolean
}

/**
 * The hub to ask: the one that was named, else the one of HF_ENDPOINT, else the public one.
 *
 * @throws StudioError hub.bad_address, hub.insecure_address
 */
export function hubAddress(named?: string): HubAddress {
  const text = named?.trim() || process.env.HF_ENDPOINT?.trim() || publicHub
  const bad = () => new StudioError("hub.bad_address", { address: text.slice(0, 300) })
  if (!URL.canParse(text)) throw bad()
  const url = new URL(text)
  if (!/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash) throw bad()
  // What comes by http may be another's: only this machine and addresses that nobody else reaches may use it.
  if (url.protocol === "http:" && !isLocal(url))
    throw new StudioError("hub.insecure_address", { address: text })
  return { url, isNamed: url.origin !== publicHub }
}

function isLocal({ hostname }: URL): boolean {
  const address = hostname.replaceAll(/^\[|\]$/g, "")
  return hostname === "localhost" || (isIP(address) !== 0 && !isPublic(address))
}

export interface HubAnswer {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: Readable
  /** Where the answer came from, after redirects. */
  url: URL
}

const mostRedirects = 5
const redirectStatus = [301, 302, 303, 307, 308]

export class HubConnection {
  readonly address: HubAddress
  readonly policy: HubPolicy
  readonly #token: string | null
  readonly #dispatcher: Dispatcher
  /** The named hub lies in a network of its own, and so may what it redirects to. */
  #isPrivate = false

  /** `token` belongs to the hub's host. @throws StudioError hub.bad_proxy */
  constructor(address: HubAddress, token: string | null = null, policy: HubPolicy = {}) {
    this.address = address
    this.policy = policy
    this.#token = token
    const silence = 1000 * (policy.silence ?? 30)
    const options = {
      connect: { lookup: this.#lookup, timeout: silence },
      headersTimeout: silence,
      bodyTimeout: silence,
      connections: 16,
    }
    this.#isPrivate = address.isNamed && isLocal(address.url)
    try {
      this.#dispatcher = isLocal(address.url) ? new Agent(options) : new EnvHttpProxyAgent(options)
    } catch (error) {
      throw new StudioError("hub.bad_proxy", { reason: reasonOf(error) }, { cause: error })
    }
  }

  get host(): string {
    return this.address.url.host
  }

  /** The address of a path on the hub. */
  at(path: string): URL {
    const base = this.address.url.href.replace(/\/$/, "")
    return new URL(`${base}${path}`)
  }

  /**
   * Asks for an address on the hub and follows where it leads; the answer's status may be any other. Its body must be read or
   * destroyed.
   *
   * @throws Transient where asking again may help; StudioError hub.*; the signal's reason
   */
  async get(url: URL, headers: Record<string, string>, signal?: AbortSignal): Promise<HubAnswer> {
    let at = url
    for (let redirects = 0; redirects <= mostRedirects; redirects++) {
      const answer = await this.#ask(at, headers, signal)
      const to = redirectOf(answer, at)
      if (!to) return answer
      await discard(answer.body)
      // Nobody may read or change on the way what was asked for in secret.
      if (to.protocol !== "https:" && (at.protocol === "https:" || to.protocol !== "http:"))
        throw new StudioError("hub.redirect", { host: at.host, to: to.origin })
      at = to
    }
    throw new StudioError("hub.redirects", { host: this.host, most: mostRedirects })
  }

  async #ask(url: URL, headers: Record<string, string>, signal?: AbortSignal): Promise<HubAnswer> {
    try {
      if (!this.#mayBePrivate(url.hostname)) checkLiteral(url, this.policy.allowed ?? [])
      const {
        statusCode,
        headers: given,
        body,
      } = await request(url, {
        method: "GET",
        headers: {
          ...headers,
          ...this.#tokenFor(url),
          "accept-encoding": "identity",
          "user-agent": `iamg-studio/${version}`,
        },
        dispatcher: this.#dispatcher,
        ...(signal ? { signal } : {}),
      })
      return { status: statusCode, headers: given, body, url }
    } catch (error) {
      signal?.throwIfAborted()
      throw failure(error, url.host)
    }
  }

  /** Only to the hub itself, and never where others could read it. */
  #tokenFor(url: URL): Record<string, string> {
    const isSafe = url.protocol === "https:" || isLocal(url)
    return this.#token !== null && url.origin === this.address.url.origin && isSafe
      ? { authorization: `Bearer ${this.#token}` }
      : {}
  }

  get hasToken(): boolean {
    return this.#token !== null
  }

  #mayBePrivate(hostname: string): boolean {
    return this.#isPrivate || (this.address.isNamed && hostname === this.address.url.hostname)
  }

  readonly #lookup: LookupFunction = (hostname, options, done) => {
    const ask = this.policy.lookup ?? systemLookup
    if (!this.#mayBePrivate(hostname))
      return publicLookup(this.policy.allowed ?? [], ask)(hostname, options, done)
    ask(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? []
      if (error || !first) return done(error ?? new Error("no address"), "", 0)
      if (addresses.some(({ address }) => !isPublic(address))) this.#isPrivate = true
      if (options.all) done(null, addresses)
      else done(null, first.address, first.family)
    })
  }

  async close(): Promise<void> {
    await this.#dispatcher.destroy()
  }
}

function redirectOf({ status, headers }: HubAnswer, from: URL): URL | undefined {
  const { location } = headers
  if (!redirectStatus.includes(status) || typeof location !== "string") return undefined
  return URL.canParse(location, from.href) ? new URL(location, from.href) : undefined
}

/** Reads the little that a redirect or an error says, so that the connection can be used again. */
export async function discard(body: Readable): Promise<void> {
  let read = 0
  try {
    for await (const piece of body as AsyncIterable<Buffer>) {
      read += piece.length
      if (read > 1 << 16) break
    }
  } catch {
    // It was of no use anyway.
  } finally {
    body.destroy()
  }
}

/**
 * What a status says that isn't success, for any request.
 *
 * @throws Transient for busy and broken servers; StudioError hub.status
 */
export function refuseStatus({ status, headers, url }: HubAnswer): never {
  const { host } = url
  if (status === 429)
    throw new Transient(
      new StudioError("hub.busy", { host }),
      retryAfterOf(headers["retry-after"]?.toString()),
    )
  const failed = new StudioError("hub.status", { host, status })
  if (status >= 500 || status === 408)
    throw new Transient(failed, retryAfterOf(headers["retry-after"]?.toString()))
  throw failed
}

const ofCertificates =
  /^(CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|EPROTO)/

/** undici's names for what the system has names of its own for. */
const undiciReasons: Readonly<Record<string, ReturnType<typeof note>>> = {
  UND_ERR_CONNECT_TIMEOUT: note("network.no_answer", {}),
  UND_ERR_HEADERS_TIMEOUT: note("network.no_answer", {}),
  UND_ERR_BODY_TIMEOUT: note("network.no_answer", {}),
  UND_ERR_SOCKET: note("network.broken_off", {}),
}

/** What a failed connection means; most may pass. */
export function failure(error: unknown, host: string): Error {
  if (error instanceof StudioError || error instanceof Transient) return error
  if (error instanceof NotPublic)
    return new StudioError("hub.private_address", { host, address: error.address })
  const { code = "" } = error as { code?: string }
  const reason = undiciReasons[code] ?? reasonOf(error)
  if (ofCertificates.test(code)) return new StudioError("hub.tls", { host, reason }, { cause: error })
  return new Transient(new StudioError("hub.unreachable", { host, reason }, { cause: error }))
}
