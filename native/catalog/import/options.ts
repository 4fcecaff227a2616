/** What an import is asked to do, and how it says how far it is. */
import { StudioError } from "../../contract/errors.ts"
import type { AskedFormat, Reading } from "../../contract/import.ts"
import type { Locale } from "../../words/locale.ts"
import type { FetchPolicy } from "./fetch/download.ts"

export interface ImportOptions extends Reading {
  /** Scenario of the items that name none; the format's own when absent. */
  scenario?: string | undefined
  /** Ids of the scenarios there are. */
  scenarios: readonly string[]
  format?: AskedFormat | undefined
  /** Whether items that are no longer in the folder are archived. */
  archiveGone?: boolean | undefined
  /** Hosts that pictures may be fetched from. Without any, nothing leaves the machine. */
  fetchFrom?: readonly string[] | undefined
  /** Whether pictures that were fetched before are fetched again: at their addresses may lie others by now. */
  fetchAgain?: boolean | undefined
  fetchPolicy?: FetchPolicy | undefined
  /** Shoppers need k + 1 positive items to become personas. */
  k?: number | undefined
  /** Language of the report that stays in the workspace; English when absent. */
  locale?: Locale | undefined
  signal?: AbortSignal | undefined
  onProgress?: ((progress: ImportProgress) => void) | undefined
}

export interface ImportProgress {
  step: "items" | "images" | "interactions" | "saving"
  done: number
  /** Unknown while a file is being read. */
  total: number | null
}

/** @throws StudioError job.cancelled */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new StudioError("job.cancelled", { what: "import" })
}
