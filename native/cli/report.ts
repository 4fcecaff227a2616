/** What a study leaves, for a terminal: its tables, what there is to know of them, and where the files are. */
import type { Report } from "../evaluation/report.ts"
import { columns, section } from "./text.ts"
import { text } from "./voice.ts"

export interface Reported {
  /** In the language in use. */
  shown: Pick<Report, "tables" | "notes">
  report: string
  csv: string
  json: string
}

/** @param heading of the list of files */
export const describeReport = ({ shown, report, csv, json }: Reported, heading: string): string =>
  [
    ...shown.tables.map(({ caption, header, rows }) => section(caption, columns([header, ...rows]))),
    shown.notes.join("\n"),
    section(
      heading,
      columns([
        [text("evaluate.report"), report],
        [text("evaluate.csv"), csv],
        [text("evaluate.json"), json],
      ]),
    ),
  ].join("\n\n")

/** Without what is said in a language. */
export const withoutWords = <R extends Reported>({ shown: _, ...result }: R): Omit<R, "shown"> => result
