import type { table as codes } from "../../contract/codes/table.ts"
import type { WordsOf } from "../words-of.ts"

export const table: WordsOf<typeof codes> = {
  table: {
    unclear_encoding: {
      message: "It isn't clear in which encoding {file} was saved; likely ones are {likely}.",
      next: "Choose the encoding in the import's first step, or name it: --encoding gbk, say. Or save the file as UTF-8.",
    },
    several_tables: {
      message: "{dir} holds several tables that may be the catalog: {files}.",
      next: "Choose the file itself instead of its folder.",
    },
    no_sheet: {
      message: "{file} has no sheet “{sheet}”{found, select, none {} other {; its sheets are {found}}}.",
      next: "Name one of its sheets.",
    },
    no_column: {
      message: "{file} has no column “{column}”{found, select, none {} other {; its columns are {found}}}.",
      next: "Name a column as it is written in the file's header.",
    },
    nothing_continued: {
      message: "The row goes on with the product {id}, and no row of that product was taken.",
      next: "Correct the product's first row and import again.",
    },
    read_as: "{file} was read as {encoding}",
    undecodable:
      "it holds bytes that aren't text in the file's encoding; choose the right encoding, or correct the row",
    zero_bytes: "it holds zero bytes, which no text has",
    no_text: "it is no text",
    no_table: "it doesn't begin with a row of column names",
    doctype: "it has a document type (DTD), which isn't read; remove it",
    no_xml: "line {line, number} is no well-formed XML ({problem})",
    deep_xml: "its elements are nested too deep",
    no_excel: "it is no whole Excel file ({problem})",
    old_excel: "it is an old Excel file (.xls) or has a password; save it as .xlsx without one",
    no_sheets: "it holds no sheet of cells",
    unpacked: "{limit} unpacked",
    ratio: "a part may unpack to {most, number} times its size",
    parts: "{most, number} parts",
    cells: "{most, number} cells",
    columns: "{most, number} columns",
    too_many_fields: "it has more than {most, number} elements",
    pictures_left_out: "Of some items only the first {most, number} other pictures were kept.",
    fields_left_out: "Of some rows of {file} only the first {most, number} further columns were kept.",
    cut_field: "The column “{column}” was cut to {most, number} characters in some rows.",
  },
}
