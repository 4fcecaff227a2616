/** What a build for users needs from the environment: certificates to sign with, and where its updates come from. */
import { type UpdateSource, updateSourceSchema } from "../electron/updates/source.ts"

export interface Release {
  /** Packing fails rather than leave it unsigned (Windows, macOS). */
  signed: boolean
  updates: UpdateSource | null
}

/** A build for oneself. */
export const unsigned: Release = { signed: false, updates: null }

/** Names of variables: what is set in each list is enough. electron-builder and its notarisation read them. */
const certificates: Partial<Record<NodeJS.Platform, readonly (readonly string[])[][]>> = {
  darwin: [
    [["CSC_LINK"], ["CSC_NAME"]],
    [
      ["APPLE_API_KEY", "APPLE_API_KEY_ID", "APPLE_API_ISSUER"],
      ["APPLE_ID", "APPLE_APP_SPECIFIC_PASSWORD", "APPLE_TEAM_ID"],
      ["APPLE_KEYCHAIN_PROFILE"],
    ],
  ],
  win32: [[["WIN_CSC_LINK"], ["CSC_LINK"]]],
}

/**
 * With `IAMG_RELEASE=1`, or an address for updates (`IAMG_UPDATE_URL`, `IAMG_UPDATE_KEY`), it is a release, which must be
 * signed. Throws with everything that is missing or wrong.
 */
export function releaseFrom(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): Release {
  const wrong: string[] = []
  const updates = updatesFrom(env, wrong)
  const signed = env.IAMG_RELEASE === "1" || env.IAMG_UPDATE_URL !== undefined
  if (signed)
    for (const choices of certificates[platform] ?? [])
      if (!choices.some(names => names.every(name => env[name])))
        wrong.push(`a release needs ${choices.map(names => names.join(" and ")).join(", or ")}`)
  if (wrong.length > 0) throw new Error(`This can't be packed: ${wrong.join("; ")}.`)
  return { signed, updates }
}

function updatesFrom(
  { IAMG_UPDATE_URL: url, IAMG_UPDATE_KEY: key }: NodeJS.ProcessEnv,
  wrong: string[],
): UpdateSource | null {
  if (url === undefined && key === undefined) return null
  const read = updateSourceSchema.safeParse({ url, key })
  if (read.success) return read.data
  for (const { path } of read.error.issues)
    wrong.push(
      path[0] === "url"
        ? "IAMG_UPDATE_URL must be an https address that ends with a slash"
        : "IAMG_UPDATE_KEY must be an Ed25519 public key (DER, base64)",
    )
  return null
}
