/** Ids of what the workspace keeps in folders: they sort by time, and two made at once differ. */
import { randomBytes } from "node:crypto"

export const stampedIdPattern = /^\d{8}-\d{6}-[0-9a-f]{4}$/

/** E.g. 20261125-093012-7f3a: the time in UTC, and four random hex digits. */
export function stampedId(now: Date): string {
  const stamp = now.toISOString().slice(0, 19).replace(/[-:]/g, "").replace("T", "-")
  return `${stamp}-${randomBytes(2).toString("hex")}`
}
