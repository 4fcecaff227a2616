/** The log: one entry a line of JSON in the files of a `logs` folder. */
import { z } from "zod"

/** From the least to the most severe. */
export const logLevels = ["debug", "info", "warn", "error"] as const
export const logLevelSchema = z.enum(logLevels)
export type LogLevel = z.infer<typeof logLevelSchema>

/** The process that wrote an entry: the name of its file. A command has none, and says its entries on stderr. */
export const logSources = ["engine", "trainer", "shell", "command"] as const
export const logSourceSchema = z.enum(logSources)
export type LogSource = z.infer<typeof logSourceSchema>

/** An error without what a user typed or owns: see native/base/log/redact.ts. */
export const loggedErrorSchema = z.object({
  name: z.string(),
  /** A code of the program's own errors, or of the system's. */
  code: z.string().optional(),
  /** Absent of the program's own errors: their sentences name items and files. */
  message: z.string().optional(),
  /** One line a call, the innermost first. */
  stack: z.array(z.string()),
  /** What caused it, as “name code: message”. */
  cause: z.string().optional(),
})
export type LoggedError = z.infer<typeof loggedErrorSchema>

export const logFactsSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
export type LogFacts = z.infer<typeof logFactsSchema>

export const logEntrySchema = z.object({
  time: z.iso.datetime(),
  level: logLevelSchema,
  source: logSourceSchema,
  /** What happened, in a few fixed words. */
  event: z.string(),
  facts: logFactsSchema,
  error: loggedErrorSchema.optional(),
  /** The last lines that a process wrote before it ended. */
  lines: z.array(z.string()).optional(),
})
export type LogEntry = z.infer<typeof logEntrySchema>

/** An entry for people: one line, and its stack or last lines below, indented. */
export function textOfEntry({ time, level, source, event, facts, error, lines = [] }: LogEntry): string {
  const said = Object.entries(facts).map(([name, value]) => `${name}=${value}`)
  const first = [time, level, `${source}:`, event, ...said].join(" ")
  const failed = error
    ? [[error.name, error.code, error.message].filter(Boolean).join(" "), ...error.stack]
    : []
  const cause = error?.cause === undefined ? [] : [`caused by ${error.cause}`]
  return [first, ...[...failed, ...cause, ...lines].map(line => `  ${line}`)].join("\n")
}
