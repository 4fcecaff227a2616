/** Where a packed program's updates come from, and the key that their lists are signed with. Both are fixed when it is packed. */
import { createPublicKey, type KeyObject } from "node:crypto"
import { readFileSync } from "node:fs"
import { z } from "zod"

export const updateSourceSchema = z.object({
  /** A folder on a server, with a slash at its end. */
  url: z
    .url({ protocol: /^https$/ })
    .max(300)
    .refine(isPlainFolder, "is no plain https folder"),
  /** An Ed25519 public key: SPKI as DER, in base64. */
  key: z.string().max(200).refine(isEd25519, "is no Ed25519 public key"),
})
export type UpdateSource = z.infer<typeof updateSourceSchema>

/** What is kept in release.json beside the packed main.js. */
export const releaseSchema = z.object({ updates: updateSourceSchema.nullable() })

/** The source that the program was packed with; null where it was packed without one. */
export function readUpdateSource(file: string): UpdateSource | null {
  try {
    return releaseSchema.parse(JSON.parse(readFileSync(file, "utf8"))).updates
  } catch {
    return null
  }
}

export const keyOf = (base64: string): KeyObject =>
  createPublicKey({ key: Buffer.from(base64, "base64"), format: "der", type: "spki" })

function isEd25519(base64: string): boolean {
  try {
    return keyOf(base64).asymmetricKeyType === "ed25519"
  } catch {
    return false
  }
}

/** Without user name, query or fragment, which have no place in front of a file's name. */
function isPlainFolder(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { username, password, search, hash, pathname } = new URL(text)
  return [username, password, search, hash].every(part => part === "") && pathname.endsWith("/")
}
