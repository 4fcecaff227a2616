/** What the desktop says of updates of the program. */
import { useEffect, useState } from "react"
import type { Updates } from "../../native/contract/shell.ts"

/** Null in a browser, and until the desktop has answered. */
export function useUpdates(): Updates | null {
  const [updates, setUpdates] = useState<Updates | null>(null)
  useEffect(() => window.studio?.onUpdates(setUpdates), [])
  return updates
}
