/** What every catalog is read into. Rows only: nothing here is checked against the workspace. */
import type { Mapping } from "../../contract/import.ts"
import type { Folder } from "./folder.ts"
import type { Problems } from "./problems.ts"
import type { TableRow } from "./table.ts"

/** Where a row stands in the user's files. */
export interface Place {
  file: string
  /** 1-based line, counting the header. */
  row: number
  id: string | null
}

export interface SourceItem {
  place: Place
  id: string
  title: string
  description: string
  /** Paths from the import folder, the item's own picture first. When there is none, the file named by the item's id is looked for. */
  images: string[]
  tags: string[]
  /** Overrides the scenario of the import. */
  scenario: string | null
  /** The catalog's other columns. */
  fields?: Record<string, string>
}

/** A row that goes on with an item of another row: its variants, and further pictures. */
export interface SourcePart {
  place: Place
  /** The item's id. */
  continues: string
  images: string[]
  fields: Record<string, string>
}

export interface SourceInteraction {
  place: Place
  user: string
  item: string
  /**
   * As the file writes it: all times of a file are read together (dates.ts). Milliseconds since 1970 where the format
   * says what they are; formats without times count up from 1970, which keeps their order.
   */
  timestamp: string | number
  rating: number | null
}

/** A name that the catalog gives to one of its shoppers. */
export interface SourcePersona {
  place: Place
  name: string
  shopper: string
  scenario: string
}

/** An opened catalog folder. Readers report rows that they can't read and go on. */
export interface Source {
  /** Its items' file where that has columns that can be mapped; null for formats with fixed columns. */
  table: ItemTableFile | null
  /** The text files that it reads. */
  texts: readonly string[]
  items(problems: Problems): AsyncIterable<SourceItem | SourcePart>
  interactions(problems: Problems): AsyncIterable<SourceInteraction>
  personas(problems: Problems): AsyncIterable<SourcePersona>
}

export interface ItemTableFile {
  path: string
  rows(problems: Problems): AsyncIterable<TableRow>
  /** Which columns hold what, by their names. */
  guess(columns: readonly string[]): Mapping
}

/** One format of catalogs: whether a folder has it, and how to read it. */
export interface Format {
  /** Its main file, for the sentence that says what was looked for; null when that may have any name. */
  looksFor: string | null
  /** What all its catalogs are about; null where a catalog may be about anything. The user may choose another. */
  scenario: string | null
  /** Undefined when the folder has another format. `asked` says that the user named this one. */
  open(folder: Folder, asked: boolean): Promise<Source | undefined>
}
