/** Keys and tokens in the system's keychain: one account a host. Without a keychain (a server, a container) there are none. */

/** Name under which the keychain holds them. */
const service = "iamg-studio"

export async function keychainKey(host: string): Promise<string | null> {
  try {
    const { AsyncEntry } = await import("@napi-rs/keyring")
    return (await new AsyncEntry(service, host).getPassword()) || null
  } catch {
    return null
  }
}

/** Stores the key of a host; an empty one removes it. Throws what the keychain does. */
export async function storeInKeychain(host: string, key: string): Promise<void> {
  const { AsyncEntry } = await import("@napi-rs/keyring")
  const entry = new AsyncEntry(service, host)
  if (key === "") await entry.deleteCredential()
  else await entry.setPassword(key)
}
