/** The last lines that a child process wrote on its error stream: all that is known of a native crash. */

/** Lines, and characters of a line. */
const mostLines = 40
const longestLine = 400

export interface LastLines {
  /** Oldest first. */
  lines(): string[]
}

/** Passes everything on to `to` and remembers the end of it. */
export function keepLastLines(from: NodeJS.ReadableStream | null, to: NodeJS.WritableStream): LastLines {
  const kept: string[] = []
  let rest = ""
  from?.on("data", (chunk: Buffer | string) => {
    to.write(chunk)
    const lines = `${rest}${chunk}`.split("\n")
    rest = lines.pop()!.slice(-longestLine)
    kept.push(...lines.map(line => line.slice(0, longestLine)))
    kept.splice(0, Math.max(0, kept.length - mostLines))
  })
  return { lines: () => [...kept, ...(rest === "" ? [] : [rest])] }
}
