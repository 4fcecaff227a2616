/** What can be said of a tagger endpoint's address before the engine is asked. */

export type AddressProblem = "urlWrong" | "urlTooLong"

/** As the contract has it. */
const longest = 300

/** @returns null for an address that can be sent */
export function addressProblem(text: string): AddressProblem | null {
  if (text.length > longest) return "urlTooLong"
  if (!URL.canParse(text)) return "urlWrong"
  const { protocol, username, password } = new URL(text)
  return (protocol === "http:" || protocol === "https:") && !username && !password ? null : "urlWrong"
}

/** The host that an address's key belongs to; null for what isn't an address. */
export const hostOf = (text: string): string | null => (URL.canParse(text) ? new URL(text).host : null)

/** The host of an address on another computer; null for this one's. The engine decides; this only asks beforehand. */
export function foreignHost(text: string): { host: string; insecure: boolean } | null {
  if (!URL.canParse(text)) return null
  const { hostname, host, protocol } = new URL(text)
  const local =
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "[::1]" ||
    /^127(\.\d+){3}$/.test(hostname)
  return local || host === "" ? null : { host, insecure: protocol !== "https:" }
}
