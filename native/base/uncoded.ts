/** Errors without a code that reach a user are faults of this program, however they came about. In tests they fail the test. */
import { appendFileSync, readFileSync, rmSync } from "node:fs"

/** The file in which processes of tests write such errors down; users have none. */
const file = (): string | undefined => process.env.IAMG_UNCODED_ERRORS

/** Called where an error without a code is about to reach a user. */
export function noteUncoded(error: unknown): void {
  const to = file()
  if (to === undefined) return
  const said = error instanceof Error ? (error.stack ?? error.message) : String(error)
  appendFileSync(to, `${JSON.stringify(said)}\n`)
}

/** Takes what was written down since the last time, by this process and those that it started. */
export function takeUncoded(): string[] {
  const from = file()
  if (from === undefined) return []
  try {
    return readFileSync(from, "utf8")
      .trim()
      .split("\n")
      .map(line => JSON.parse(line) as string)
  } catch {
    return []
  } finally {
    rmSync(from, { force: true })
  }
}
