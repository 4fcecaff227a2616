/** An import folder as formats look at it: which files it has, and what stands in the first rows of its tables. */
import { readdir } from "node:fs/promises"
import { basename, extname, join } from "node:path"
import type { EncodingChoice } from "../../contract/encoding.ts"
import { isStudioError, StudioError } from "../../contract/errors.ts"
import { type Reading, tableEndings } from "../../contract/import.ts"
import { existing } from "./files.ts"
import { headerRows } from "./records.ts"

/** Tables that hold no items. Excel writes ~$ files while a workbook is open. */
const notItems =
  /^(~\$|\.|interactions\.|ratings\.|links\.|genome-|behaviors\.|user_data\.|outfit_data\.|import-report\.)/i
/** Tables of a folder that are looked into. */
const mostTables = 200

const inOrder = new Intl.Collator("en", { numeric: true }).compare

/** Whether a file that the user picked is the items' table, and not another file of the folder. */
export const mayHoldItems = (name: string): boolean =>
  !notItems.test(name) && (tableEndings as readonly string[]).includes(extname(name).toLowerCase())

export class Folder {
  readonly dir: string
  readonly choices: Reading
  readonly #headers = new Map<string, Promise<string[][]>>()

  constructor(dir: string, choices: Reading) {
    this.dir = dir
    this.choices = choices
  }

  existing(names: readonly string[]): Promise<string | undefined> {
    return existing(this.dir, names)
  }

  /** Files that may be the items' table: the one that the user named, or all of them. */
  async tables(): Promise<string[]> {
    if (this.choices.table !== undefined) return [join(this.dir, this.choices.table)]
    const names = (await readdir(this.dir)).filter(mayHoldItems)
    const paths = await Promise.all(
      names
        .sort(inOrder)
        .slice(0, mostTables)
        .map(name => this.existing([name])),
    )
    return paths.filter(path => path !== undefined)
  }

  /** The rows of a table that may be its header; none when it can't be read. */
  headers(path: string): Promise<string[][]> {
    const known = this.#headers.get(path) ?? this.#readHeaders(path)
    this.#headers.set(path, known)
    return known
  }

  async #readHeaders(path: string, choices = this.choices): Promise<string[][]> {
    try {
      return await headerRows(path, choices)
    } catch (error) {
      if (!(error instanceof StudioError)) throw error
      // A header can be recognised before the user has said how to read the letters of the rows.
      const [likely] = isStudioError(error, "table.unclear_encoding") ? error.details.likely : []
      if (likely !== undefined) {
        const encodings = { ...choices.encodings, [basename(path)]: likely } as EncodingChoice
        return this.#readHeaders(path, { ...choices, encodings })
      }
      if (this.choices.table !== undefined || isStudioError(error, "table.no_sheet")) throw error
      return []
    }
  }
}
