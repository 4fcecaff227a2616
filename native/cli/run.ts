/** What every command shares: one result, printed for a person or as JSON; progress; Ctrl-C. */
import type { Command } from "commander"
import { version } from "../version.ts"
import { interruptible } from "./interrupt.ts"
import { Progress } from "./progress.ts"
import { logFor } from "./verbose.ts"

export interface Context {
  /** Aborted by Ctrl-C. */
  signal: AbortSignal
  progress: Progress
}

/**
 * A commander action around `work`: its result goes to stdout, as `say` puts it or, with --json, as `forPrograms` leaves
 * it: nothing in it may depend on the language.
 *
 * @example items.action(run((context, options: Options) => listItems(options), describeItems))
 */
export const run =
  <Args extends unknown[], Result>(
    work: (context: Context, ...args: Args) => Promise<Result>,
    say: (result: Result) => string,
    forPrograms: (result: Result) => unknown = result => result,
  ) =>
  async (...given: unknown[]): Promise<void> => {
    const command = given.at(-1) as Command
    const args = given.slice(0, -1) as Args
    const log = logFor(command.opts())
    log.info("command starts", {
      name: command.name(),
      version,
      node: process.version,
      platform: process.platform,
    })
    const begun = performance.now()
    const progress = new Progress()
    const result = await interruptible(signal =>
      work({ signal, progress }, ...args).finally(() => progress.clear()),
    )
    log.info("command ends", {
      seconds: Math.round(performance.now() - begun) / 1000,
      peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
    })
    const text = command.opts().json ? JSON.stringify(forPrograms(result), null, 2) : say(result)
    process.stdout.write(`${text}\n`)
  }
