/** The last lines that a child process wrote on its error stream: all that is known of a native crash. */
import { once } from "node:events"
import { setTimeout as sleep } from "node:timers/promises"

/** Lines, and characters of a line. */
const mostLines = 40
const longestLine = 400

/** How long a stream may take to end after its process has, in milliseconds: a process that inherited it holds it open. */
const longestEnd = 500

/** Passes everything on to `to` and remembers the end of it: the answer, oldest first, once the process has ended. */
export function keepLastLines(
  from: NodeJS.ReadableStream | null,
  to: NodeJS.WritableStream,
): () => Promise<string[]> {
  const kept: string[] = []
  let rest = ""
  from?.on("data", (chunk: Buffer | string) => {
    to.write(chunk)
    const lines = `${rest}${chunk}`.split("\n")
    rest = lines.pop()!.slice(-longestLine)
    kept.push(...lines.map(line => line.slice(0, longestLine)))
    kept.splice(0, Math.max(0, kept.length - mostLines))
  })
  const ended = from ? once(from, "end").catch(() => undefined) : Promise.resolve()
  return async () => {
    await Promise.race([ended, sleep(longestEnd, undefined, { ref: false })])
    return [...kept, ...(rest === "" ? [] : [rest])]
  }
}
