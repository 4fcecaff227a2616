/**
 * The API key of an endpoint: from the environment, else from the system's keychain. It lives in memory only while
 * a request is made; no workspace, recipe, log or error ever holds it.
 */
import { keychainKey, storeInKeychain } from "../base/keychain.ts"
import { reasonOf, StudioError } from "../contract/errors.ts"

export const keyVariable = "IAMG_ENDPOINT_KEY"

/** @returns null when there is none, as local endpoints need none */
export async function endpointKey(host: string): Promise<string | null> {
  const fromEnvironment = process.env[keyVariable]?.trim()
  if (fromEnvironment) return checked(fromEnvironment, keyVariable)
  const key = await keychainKey(host)
  return key === null ? null : checked(key.trim(), "keychain")
}

/** Stores the key of a host in the keychain; an empty one removes it. */
export async function storeKeychainKey(host: string, key: string): Promise<void> {
  try {
    await storeInKeychain(host, key)
  } catch (cause) {
    const reason = reasonOf(cause)
    throw new StudioError("endpoint.no_keychain", { reason, variable: keyVariable }, { cause })
  }
}

/** An unfit header value would be quoted in fetch's own error, so it is refused here, unquoted. */
function checked(key: string, source: string): string {
  if (!/^[\x21-\x7e]+$/.test(key)) throw new StudioError("endpoint.bad_key", { source })
  return key
}
