import type { Rooms } from "../details.ts"

/** Files of tables: text, Excel and XML. */
export const table = {
  table: {
    errors: {
      unclear_encoding: { file: "text", likely: "texts" },
      several_tables: { dir: "text", files: "texts" },
      no_sheet: { file: "text", sheet: "text", found: "texts?" },
      no_column: { column: "text", file: "text", found: "texts?" },
      nothing_continued: { id: "text" },
    },
    notes: {
      read_as: { file: "text", encoding: "text" },
      undecodable: {},
      zero_bytes: {},
      no_table: {},
      no_text: {},
      doctype: {},
      no_xml: { line: "number", problem: "note" },
      deep_xml: {},
      no_excel: { problem: "note" },
      old_excel: {},
      no_sheets: {},
      unpacked: { limit: "bytes" },
      ratio: { most: "number" },
      parts: { most: "number" },
      cells: { most: "number" },
      columns: { most: "number" },
      pictures_left_out: { most: "number" },
      too_many_fields: { most: "number" },
      fields_left_out: { file: "text", most: "number" },
      cut_field: { column: "text", most: "number" },
    },
  },
} as const satisfies Rooms
