/** What every catalog is read into. Rows only: nothing here is checked against the workspace. */
import type { Mapping } from "../../contract/import.ts"
import type { Problems } from "./problems.ts"

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
  /** Path from the import folder; null when the file is to be found by the item's id. */
  image: string | null
  tags: string[]
  /** Overrides the scenario of the import. */
  scenario: string | null
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
  /** Its items' file where that has a header whose columns can be mapped; null for formats with fixed columns. */
  table: string | null
  items(problems: Problems): AsyncIterable<SourceItem>
  interactions(problems: Problems): AsyncIterable<SourceInteraction>
  personas(problems: Problems): AsyncIterable<SourcePersona>
}

/** One format of catalogs: whether a folder has it, and how to read it. */
export interface Format {
  /** Its main file, for the sentence that says what was looked for. */
  looksFor: string
  /** What all its catalogs are about; null where a catalog may be about anything. The user may choose another. */
  scenario: string | null
  /** Undefined when the folder has another format. */
  open(dir: string, mapping?: Mapping): Promise<Source | undefined>
}
