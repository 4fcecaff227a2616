/**
 * Who may come in: a browser that asks this very host and port, from this very origin, and that holds the cookie for
 * which the printed link is exchanged. The link opens once; the link again in that browser needs the cookie. A browser
 * sends its cookies to every server of this machine, so that another user's program may see them: the cookie alone opens
 * the page's files. Calls and pictures need a key that the page got with the link and that no browser sends by itself.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto"
import type { IncomingHttpHeaders } from "node:http"
import { pageKeyName, pictureKeyName } from "../../contract/shell.ts"

/** Secrets of one run, made by the parent, so that they outlive an engine that is started again. */
export interface Secrets {
  /** Carried by the printed link. */
  link: string
  /** The cookie's value. */
  session: string
  /** The page's first message. */
  page: string
  /** The link has been exchanged. */
  linkUsed: boolean
}

export const newSecret = (): string => randomBytes(32).toString("base64url")

/** It outlives the browser's window; the secret in it outlives no run. */
const cookieSeconds = 7 * 24 * 3600

export class Gate {
  readonly origin: string
  readonly #host: string
  readonly #cookie: string
  readonly #secrets: Secrets
  readonly #onLinkUsed: () => void

  constructor(port: number, secrets: Secrets, onLinkUsed: () => void) {
    this.#host = `127.0.0.1:${port}`
    this.origin = `http://${this.#host}`
    // Cookies know no ports: two studios on one machine need two names.
    this.#cookie = `iamg-${port}`
    this.#secrets = { ...secrets }
    this.#onLinkUsed = onLinkUsed
  }

  /** Another host name that leads here is an attack (DNS rebinding). */
  knowsHost(headers: IncomingHttpHeaders): boolean {
    return headers.host === this.#host
  }

  /** Whether a browser asks by the name `localhost`, which is another origin than the page's. */
  asksByName(headers: IncomingHttpHeaders): boolean {
    return headers.host === this.#host.replace("127.0.0.1", "localhost") && headers.origin === undefined
  }

  /** `required`: a WebSocket always names its origin, a plain GET needn't. */
  knowsOrigin({ origin }: IncomingHttpHeaders, required: boolean): boolean {
    return origin === undefined ? !required : origin === this.origin
  }

  hasSession({ cookie = "" }: IncomingHttpHeaders): boolean {
    const prefix = `${this.#cookie}=`
    const values = cookie
      .split(";")
      .map(part => part.trim())
      .filter(part => part.startsWith(prefix))
    return values.some(value => equal(value.slice(prefix.length), this.#secrets.session))
  }

  /** Whether a page's first message is the key that came with the link. */
  opensCalls(message: string): boolean {
    return equal(message, this.#secrets.page)
  }

  /** Part of the pictures' addresses; the same when the engine is started again. */
  get pictureKey(): string {
    return createHmac("sha256", this.#secrets.page).update("pictures").digest("base64url")
  }

  opensPictures({ searchParams }: URL): boolean {
    return equal(searchParams.get(pictureKeyName) ?? "", this.pictureKey)
  }

  /** Where a browser goes that came by the link: a browser keeps what stands behind # to itself. */
  entrance(token: string): string {
    return equal(token, this.#secrets.link) ? `/#${pageKeyName}=${this.#secrets.page}` : "/"
  }

  /** The Set-Cookie header that `token` is worth, once; null when it is worth nothing. */
  exchange(token: string): string | null {
    if (!equal(token, this.#secrets.link) || this.#secrets.linkUsed) return null
    this.#secrets.linkUsed = true
    this.#onLinkUsed()
    return `${this.#cookie}=${this.#secrets.session}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${cookieSeconds}`
  }

  /** Lets one more browser in. */
  renewLink(link: string): void {
    this.#secrets.link = link
    this.#secrets.linkUsed = false
  }
}

/** Takes the same time wherever the two differ, and whatever their lengths. */
const equal = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b))

const digest = (text: string): Buffer => createHash("sha256").update(text).digest()
