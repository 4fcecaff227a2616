/** What a study leaves, for a terminal: its tables, what there is to know of them, and where the files are. */
import type { Table } from "../evaluation/report.ts"
import { columns, section } from "./text.ts"
import { text } from "./voice.ts"

export interface Reported {
  tables: readonly Table[]
  notes: readonly string[]
  report: string
  csv: string
  json: string
}

/** @param heading of the list of files */
export const describeReport = ({ tables, notes, report, csv, json }: Reported, heading: string): string =>
  [
    ...tables.map(({ caption, header, rows }) => section(caption, columns([header, ...rows]))),
    notes.join("\n"),
    section(
      heading,
      columns([
        [text("evaluate.report"), report],
        [text("evaluate.csv"), csv],
        [text("evaluate.json"), json],
      ]),
    ),
  ].join("\n\n")
