/**
 * The log of a process: entries of JSON in a file that is rotated, and, for who watches, lines on the error stream.
 * Entries are redacted before they are written anywhere.
 */
import { mkdirSync } from "node:fs"
import pino from "pino"
import { createStream } from "rotating-file-stream"
import {
  type LogEntry,
  type LogFacts,
  type LogLevel,
  type LogSource,
  textOfEntry,
} from "../../contract/log.ts"
import { createRedactor, type RedactOptions } from "./redact.ts"

/** The log of one process. Events are a few fixed words; details go into facts: codes, ids and numbers only. */
export interface Log {
  debug(event: string, facts?: LogFacts): void
  info(event: string, facts?: LogFacts): void
  warn(event: string, facts?: LogFacts): void
  /** An unexpected error. */
  error(event: string, error: unknown, facts?: LogFacts): void
  /** Another process ended that shouldn't have; `lines` are the last that it wrote. */
  crash(event: string, lines: readonly string[], facts?: LogFacts): void
  /** Writes the remaining entries and closes the file. */
  close(): Promise<void>
}

export interface LogOptions extends RedactOptions {
  source: LogSource
  /** The folder of its files; null keeps none. Made when it isn't there. */
  dir: string | null
  /** Where lines go beside the file, from which level on, and for whom: `text` for people, `json` for programs. */
  watched?: { stream: NodeJS.WritableStream; from: LogLevel; as?: "text" | "json" } | undefined
  /** The least level that is kept in the file. */
  keepFrom?: LogLevel | undefined
}

/** A file is rotated at this size; so many older ones are kept. */
const fileSize = "1M"
const olderFiles = 3

/** How long closing waits for the disk, in milliseconds. */
const longestClose = 2000

/**
 * @example const log = openLog({ source: "engine", dir: workspace.logsDir, places: { workspace: workspace.dir } })
 * log.info("model opened", { device: "cpu", seconds: 1.2 })
 */
export function openLog({ source, dir, watched, keepFrom = "info", ...redaction }: LogOptions): Log {
  const redactor = createRedactor(redaction)
  const file = dir === null ? null : openFile(source, dir)
  const streams = [
    ...(file ? [{ level: keepFrom, stream: file }] : []),
    ...(watched
      ? [
          {
            level: watched.from,
            stream: {
              write: (line: string) =>
                watched.stream.write(
                  watched.as === "json" ? line : `${textOfEntry(JSON.parse(line) as LogEntry)}\n`,
                ),
            },
          },
        ]
      : []),
  ]
  const logger = pino(
    {
      level: "debug",
      base: { source },
      messageKey: "event",
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: label => ({ level: label }) },
    },
    pino.multistream(streams),
  )
  const redacted = (facts: LogFacts = {}): LogFacts =>
    Object.fromEntries(
      Object.entries(facts).map(([name, value]) => [
        name,
        typeof value === "string" ? redactor.text(value) : value,
      ]),
    )
  return {
    debug: (event, facts) => logger.debug({ facts: redacted(facts) }, event),
    info: (event, facts) => logger.info({ facts: redacted(facts) }, event),
    warn: (event, facts) => logger.warn({ facts: redacted(facts) }, event),
    error: (event, error, facts) =>
      logger.error({ facts: redacted(facts), error: redactor.error(error) }, event),
    crash: (event, lines, facts) =>
      logger.error({ facts: redacted(facts), lines: lines.map(redactor.text) }, event),
    close: () => closed(file),
  }
}

/** For who has no log: tests, and what runs before one is opened. */
export const noLog: Log = openLog({ source: "engine", dir: null })

type File = ReturnType<typeof createStream>

/** A disk that takes no log must not take the program down with it. */
function openFile(source: LogSource, dir: string): File | null {
  try {
    mkdirSync(dir, { recursive: true })
  } catch {
    return null
  }
  const file = createStream(index => (index ? `${source}.${index}.log` : `${source}.log`), {
    path: dir,
    size: fileSize,
    rotate: olderFiles,
  })
  file.on("error", () => undefined)
  return file
}

async function closed(file: File | null): Promise<void> {
  if (!file) return
  await new Promise<void>(resolve => {
    const late = setTimeout(resolve, longestClose)
    file.once("close", () => {
      clearTimeout(late)
      resolve()
    })
    file.end()
  })
}
