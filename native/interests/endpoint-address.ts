/** Where a tagger endpoint is, and whether the user's pictures and texts may go there. */
import { isLoopback } from "../base/loopback.ts"
import { note } from "../contract/codes/index.ts"
import { StudioError } from "../contract/errors.ts"

/** The user's leave to send data out. */
export interface EndpointConsent {
  /** Hosts, with port where it isn't the default, that the user has agreed to; kept in the workspace's settings. */
  readonly consentedHosts: readonly string[]
  /** Allows http, readable by anyone on the way, to hosts other than this machine. */
  readonly allowInsecure?: boolean | undefined
}

/**
 * The chat address under an OpenAI-compatible base URL, e.g. http://localhost:11434/v1 of Ollama.
 * Nothing is sent to another machine without consent that names its host.
 */
export function chatUrl(baseUrl: string, { consentedHosts, allowInsecure }: EndpointConsent): URL {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : null
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new StudioError("endpoint.bad_url", { problem: note("endpoint.no_http", {}) })
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new StudioError("endpoint.bad_url", { problem: note("endpoint.address_with_more", {}) })
  }
  if (!isLoopback(url.hostname)) {
    if (url.protocol === "http:" && !allowInsecure)
      throw new StudioError("endpoint.insecure", { host: url.host })
    if (!consentedHosts.includes(url.host))
      throw new StudioError("endpoint.consent_needed", { host: url.host })
  }
  const path = url.pathname.replace(/\/+$/, "").replace(/\/chat\/completions$/, "")
  url.pathname = `${path === "" ? "/v1" : path}/chat/completions`
  return url
}
