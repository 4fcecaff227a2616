/** The token for a hub: from the environment, else from the system's keychain. No file, log or error ever holds it. */
import { keychainKey, storeInKeychain } from "../base/keychain.ts"
import { reasonOf, StudioError } from "../contract/errors.ts"
import { hubAddress } from "./connection.ts"

export const tokenVariable = "HF_TOKEN"

/** Of the hub at `url`. The variable's belongs to the hub that is asked when none is named, and goes to no other. */
export async function hubToken(url: URL): Promise<string | null> {
  const fromEnvironment = process.env[tokenVariable]?.trim()
  if (fromEnvironment && hubAddress().url.origin === url.origin)
    return checked(fromEnvironment, tokenVariable)
  const key = await keychainKey(url.host)
  return key === null ? null : checked(key.trim(), "keychain")
}

/** Keeps the token of a hub in the keychain; an empty one removes it. @throws StudioError hub.bad_token, endpoint.no_keychain */
export async function storeHubToken({ host }: URL, token: string): Promise<void> {
  if (token !== "") checked(token, "keychain")
  await storeInKeychain(host, token).catch(cause => {
    const reason = reasonOf(cause)
    throw new StudioError("endpoint.no_keychain", { reason, variable: tokenVariable }, { cause })
  })
}

/** An unfit header value would be quoted in an error, so it is refused here, unquoted. */
function checked(token: string, source: string): string {
  if (!/^[\x21-\x7e]{1,500}$/.test(token)) throw new StudioError("hub.bad_token", { source })
  return token
}
