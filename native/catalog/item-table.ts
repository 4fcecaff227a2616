/**
 * The items of a workspace, in LanceDB. LanceDB keeps versions of a table; the version that counts is written down in
 * state.db together with everything else that an import brings, so readers see an import whole or not at all. What a
 * killed import left behind is a newer version that nobody reads, and is rolled back before the next write.
 */
import { existsSync } from "node:fs"
import { dirname, join } from "node:path"
import type { Query, Table } from "@lancedb/lancedb"
import type { Table as ArrowTable, DataType } from "apache-arrow"
import { LRUCache } from "lru-cache"
import { arrow } from "../base/arrow.ts"
import { lancedb, reasonOfLance } from "../base/lancedb.ts"
import type { Item } from "../contract/catalog.ts"
import { StudioError } from "../contract/errors.ts"
import { searchable } from "./normalise.ts"

export const itemsTable = "items"

/** How many rows one write holds, and how many ids one predicate names. */
const writeBatch = 20_000
const readBatch = 1000

const column = (name: string, type: DataType) => new arrow.Field(name, type, false)
const schema = new arrow.Schema([
  ...["id", "scenario", "title", "description", "image", "tags"].map(name => column(name, new arrow.Utf8())),
  column("width", new arrow.Int32()),
  column("height", new arrow.Int32()),
])

/** Items that are kept in memory: a set asks for those of its personas' histories again and again. */
const mostKnown = 5000

const knownOf = (version: number) => ({ version, items: new LRUCache<string, Item>({ max: mostKnown }) })

/** Which items a listing holds. */
export interface ItemFilter {
  scenario?: string | undefined
  /** Words that the id or the title contains, in any case. */
  search?: string | undefined
}

export class ItemTable {
  readonly #dir: string
  readonly #reader: Table
  readonly #writer: Table
  readonly #version: () => number
  /** The version that the reader has; to ask it takes longer than many an answer. */
  #readVersion = -1
  #known = knownOf(-1)

  private constructor(dir: string, reader: Table, writer: Table, version: () => number) {
    this.#dir = dir
    this.#reader = reader
    this.#writer = writer
    this.#version = version
  }

  /** Makes the empty table and returns its version. */
  static async create(dir: string): Promise<number> {
    const connection = await lancedb.connect(dir, { readConsistencyInterval: 0 })
    if ((await connection.tableNames()).includes(itemsTable)) await connection.dropTable(itemsTable)
    const table = await connection.createEmptyTable(itemsTable, schema)
    await table.setUnenforcedPrimaryKey("id")
    return table.version()
  }

  /** @param version the version that counts, asked before each reading. @throws StudioError workspace.damaged, workspace.gone */
  static open(dir: string, version: () => number): Promise<ItemTable> {
    return whole(dir, async () => {
      const connection = await lancedb.connect(dir, { readConsistencyInterval: 0 })
      return new ItemTable(
        dir,
        await connection.openTable(itemsTable),
        await connection.openTable(itemsTable),
        version,
      )
    })
  }

  /** How many items a version holds, all of them read; null where they can't be read. */
  static async countOf(dir: string, version: number): Promise<number | null> {
    const table = await ItemTable.open(dir, () => version).catch(() => null)
    try {
      return table && (await table.all()).length
    } catch {
      return null
    } finally {
      table?.close()
    }
  }

  /** The newest version whose items can all be read; null where there is none. The empty one of the beginning is none. */
  static async newestReadable(dir: string): Promise<number | null> {
    const table = await ItemTable.open(dir, () => 0).catch(() => null)
    if (!table) return null
    const versions = await table.#writer.listVersions().catch(() => [])
    table.close()
    for (const [age, { version }] of versions.toSorted((a, b) => b.version - a.version).entries()) {
      const items = await ItemTable.countOf(dir, version)
      if (items !== null && (items > 0 || age === 0)) return version
    }
    return null
  }

  /** The items of these ids, in their order; unknown ids are left out. What was read lately is known until a version follows. */
  async get(ids: readonly string[]): Promise<Item[]> {
    const found = new Map<string, Item>()
    await this.#reading(async (table, version) => {
      if (this.#known.version !== version) this.#known = knownOf(version)
      const { items: known } = this.#known
      const missing: string[] = []
      for (const id of ids) {
        const item = known.get(id)
        if (item) found.set(id, item)
        else missing.push(id)
      }
      for (let start = 0; start < missing.length; start += readBatch) {
        const batch = missing.slice(start, start + readBatch).map(literal)
        for (const item of await readItems(table.query().where(`id IN (${batch.join(", ")})`))) {
          found.set(item.id, item)
          known.set(item.id, item)
        }
      }
    })
    return ids.flatMap(id => found.get(id) ?? [])
  }

  all(): Promise<Item[]> {
    return this.#reading(table => readItems(table.query()))
  }

  /** Id, title and scenario of the items that pass the filter, in no order. */
  async outline(filter: ItemFilter = {}): Promise<Pick<Item, "id" | "title" | "scenario">[]> {
    const rows = await this.#reading(table =>
      where(table.query().select(["id", "title", "scenario"]), filter).toArray(),
    )
    const items = rows.map(({ id, title, scenario }) => ({ id, title, scenario }))
    if (!filter.search) return items
    // Not in SQL, which compares accents as they are encoded.
    const words = searchable(filter.search)
    return items.filter(
      ({ id, title }) => searchable(title).includes(words) || searchable(id).includes(words),
    )
  }

  async count(filter: ItemFilter = {}): Promise<number> {
    if (filter.search) return (await this.outline(filter)).length
    return this.#reading(table => table.countRows(predicate(filter)))
  }

  /** Adds items or replaces those of the same id; the version it returns is read once it is written down. */
  write(items: readonly Item[]): Promise<number> {
    return this.#writing(async writer => {
      for (let start = 0; start < items.length; start += writeBatch) {
        await writer
          .mergeInsert("id")
          .whenMatchedUpdateAll()
          .whenNotMatchedInsertAll()
          .execute(toArrow(items.slice(start, start + writeBatch)))
      }
    })
  }

  /** Removes items; the version it returns is read once it is written down. */
  remove(ids: readonly string[]): Promise<number> {
    return this.#writing(async writer => {
      for (let start = 0; start < ids.length; start += readBatch) {
        const batch = ids.slice(start, start + readBatch).map(literal)
        await writer.delete(`id IN (${batch.join(", ")})`)
      }
    })
  }

  close(): void {
    this.#reader.close()
    this.#writer.close()
  }

  /** The version that counts. @throws StudioError workspace.damaged, workspace.gone */
  #reading<Result>(read: (table: Table, version: number) => Promise<Result>): Promise<Result> {
    return whole(this.#dir, async () => {
      const version = this.#version()
      if (this.#readVersion !== version) {
        await this.#reader.checkout(version)
        this.#readVersion = version
      }
      return read(this.#reader, version)
    })
  }

  /** Returns the version that has what was written. */
  #writing(write: (writer: Table) => Promise<void>): Promise<number> {
    return whole(this.#dir, async () => {
      await this.#rollBack()
      await write(this.#writer)
      return this.#writer.version()
    })
  }

  /** Undoes writes whose version was never written down. */
  async #rollBack(): Promise<void> {
    const version = this.#version()
    await this.#writer.checkoutLatest()
    if ((await this.#writer.version()) === version) return
    await this.#writer.checkout(version)
    await this.#writer.restore()
  }
}

/** Does what needs all files of the table; a full disk stays LanceDB's own error, which says it as text (`writeError`). */
async function whole<Result>(dir: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof StudioError) throw cause
    const workspace = dirname(dir)
    if (!existsSync(workspace)) throw new StudioError("workspace.gone", { dir: workspace }, { cause })
    const reason = reasonOfLance(cause)
    if (reason.code === "file.drive_full") throw cause
    if (reason.code === "file.not_allowed" || reason.code === "file.read_only")
      throw new StudioError("workspace.not_writable", { dir: workspace, reason }, { cause })
    const file = join(dir, `${itemsTable}.lance`)
    throw new StudioError("workspace.damaged", { file, problem: reason }, { cause })
  }
}

/** A string literal of LanceDB's SQL: quotes are doubled, nothing else is special. */
const literal = (value: string): string => `'${value.replaceAll("'", "''")}'`

const predicate = ({ scenario }: ItemFilter): string | undefined =>
  scenario === undefined ? undefined : `scenario = ${literal(scenario)}`

function where(query: Query, filter: ItemFilter): Query {
  const text = predicate(filter)
  return text === undefined ? query : query.where(text)
}

/** By columns, batch by batch: 100,000 items in a second or two, and other work goes on between two batches. */
async function readItems(query: Query): Promise<Item[]> {
  const items: Item[] = []
  for await (const batch of query) {
    const column = <Value>(name: keyof Item) => [...(batch.getChild(name) ?? [])] as Value[]
    const [ids, scenarios, titles] = [
      column<string>("id"),
      column<string>("scenario"),
      column<string>("title"),
    ]
    const [descriptions, images] = [column<string>("description"), column<string>("image")]
    const [widths, heights] = [column<number>("width"), column<number>("height")]
    const tags = column<string>("tags")
    for (const [at, id] of ids.entries()) {
      items.push({
        id,
        scenario: scenarios[at]!,
        title: titles[at]!,
        description: descriptions[at]!,
        image: images[at]!,
        width: widths[at]!,
        height: heights[at]!,
        tags: tags[at] === "[]" ? [] : JSON.parse(tags[at]!),
      })
    }
  }
  return items
}

function toArrow(items: readonly Item[]): ArrowTable {
  const rows = items.map(item => ({ ...item, tags: JSON.stringify(item.tags) }))
  const children = schema.fields.map(field => {
    const values = rows.map(row => row[field.name as keyof Item])
    return arrow.vectorFromArray(values, field.type).data[0]!
  })
  const struct = arrow.makeData({
    type: new arrow.Struct(schema.fields),
    length: rows.length,
    nullCount: 0,
    children,
  })
  return new arrow.Table(schema, new arrow.RecordBatch(schema, struct))
}
