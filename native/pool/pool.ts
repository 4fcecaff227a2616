/**
 * The pool: one row of embeddings an item, and the nearest neighbours among them (eq. 6–9). One LanceDB table a
 * model pack, so that vectors of two packs never meet. Search is exact up to 10,000 items, and beyond them while a
 * column takes at most 32 MiB, soon from a copy in memory; above, an HNSW graph proposes and the stored vectors decide, so all
 * give the same similarities in the same order.
 */
import type { Connection, Table } from "@lancedb/lancedb"
import pRetry from "p-retry"
import { lancedb, reasonOfLance } from "../base/lancedb.ts"
import { note } from "../contract/codes/index.ts"
import { StudioError } from "../contract/errors.ts"
import type { Neighbour } from "../contract/recipe.ts"
import { mostCopyBytes, mostCopyBytesBesideIndex, nearestFirst, PoolCopy } from "./copy.ts"
import {
  type Column,
  hashOf,
  isOneOf,
  lengthOf,
  literal,
  type PoolRow,
  poolSchema,
  toArrow,
  toFloats,
  type Widths,
} from "./table.ts"
import { cosine, direction } from "./vector.ts"

export type { Column, PoolRow } from "./table.ts"

/** Columns that are searched for neighbours. */
const searched = ["text", "image"] as const
type Searched = (typeof searched)[number]

/** The most items that are searched exactly, without an index. */
const defaultExactLimit = 10_000

/** Candidates fetched beyond K, so that a tie is seldom cut. */
const slack = 16

/** LanceDB's single precision may order similarities wrongly that are closer than this. */
const tieMargin = 1e-5

/** Past so many candidates, ties stay as they come: a catalog may hold any number of items with the same placeholder picture. */
const maxCandidates = 5000

/** How many ids one predicate names, and how many rows one write holds. */
const batchSize = 1000

export interface PoolOptions {
  /** Hash of the model pack whose encoders made the vectors. */
  readonly pack: string
  readonly textWidth: number
  readonly imageWidth: number
  /** Absent when the pack has no CLIP pair. */
  readonly clipWidth?: number | undefined
  /** The most items that are searched exactly; when absent 10,000, and more while they take little memory. */
  readonly exactLimit?: number | undefined
}

export interface NearestOptions {
  /** Items never to be returned. */
  readonly exclude?: readonly string[] | undefined
  /** Only items of this scenario. */
  readonly scenario?: string | undefined
  /** `exact` passes by the index, to measure its recall. */
  readonly search?: "auto" | "exact" | undefined
}

/** Opens the pack's pool in a LanceDB folder, creating either when it is missing. */
export async function openPool(dir: string, options: PoolOptions): Promise<Pool> {
  const widths = { text: options.textWidth, image: options.imageWidth, clip: options.clipWidth }
  // Without interval 0 a handle would not see what another process wrote.
  const connection = await readable(dir, () => lancedb.connect(dir, { readConsistencyInterval: 0 }))
  const table = await readable(dir, () => openTable(connection, `pool-${options.pack.slice(0, 32)}`, widths))
  await checkWidths(dir, table, widths)
  return new Pool(dir, connection, table, widths, options.exactLimit)
}

export class Pool {
  readonly #dir: string
  readonly #connection: Connection
  readonly #table: Table
  readonly #widths: Widths
  readonly #exactLimit: number
  readonly #mostBytesBesideIndex: number
  readonly #copies = new Map<Searched, { version: number; copy: Promise<PoolCopy> | null }>()
  #counted = { version: -1, count: 0 }

  /** Use openPool. */
  constructor(
    dir: string,
    connection: Connection,
    table: Table,
    widths: Widths,
    exactLimit: number | undefined,
  ) {
    this.#dir = dir
    this.#connection = connection
    this.#table = table
    this.#widths = widths
    this.#exactLimit = exactLimit ?? defaultExactLimit
    this.#mostBytesBesideIndex = exactLimit === undefined ? mostCopyBytesBesideIndex : 0
  }

  /** Adds items, or replaces those already there. Nothing is written when a vector of any row is unfit. */
  async upsert(rows: readonly PoolRow[]): Promise<void> {
    const last = [...new Map(rows.map(row => [row.id, row])).values()]
    const batches = inBatches(last).map(batch => toArrow(batch, this.#widths))
    await this.#writing(async () => {
      for (const batch of batches) {
        await this.#table.mergeInsert("id").whenMatchedUpdateAll().whenNotMatchedInsertAll().execute(batch)
      }
    })
  }

  async remove(ids: readonly string[]): Promise<void> {
    await this.#writing(async () => {
      for (const batch of inBatches(ids)) await this.#table.delete(isOneOf("id", batch))
    })
  }

  async count(): Promise<number> {
    return readable(this.#dir, () => this.#table.countRows())
  }

  /** Which of the items are here, each with a hash of its embedded content: an item with another hash is out of date. */
  async hashes(
    ids: readonly string[],
  ): Promise<Map<string, Pick<PoolRow, "scenario" | "textHash" | "imageHash">>> {
    const rows = await this.#rows(ids, ["scenario", "text_hash", "image_hash"])
    return new Map(
      rows.map(({ id, scenario, text_hash: textHash, image_hash: imageHash }) => [
        id,
        { scenario, textHash, imageHash },
      ]),
    )
  }

  /** Ids of all items here. */
  async ids(): Promise<string[]> {
    const rows = await readable(this.#dir, () => this.#table.query().select(["id"]).toArray())
    return rows.map(row => row.id)
  }

  /** Embeddings as the encoder gave them, in the order asked for. */
  async vectors(ids: readonly string[], column: Column): Promise<Float32Array[]> {
    if (this.#widths[column] === undefined) throw new StudioError("pool.no_clip", {})
    const rows = await this.#rows(ids, [column, lengthOf(column)])
    const found = new Map(
      rows.map(row => {
        const length: number = row[lengthOf(column)]
        return [row.id, toFloats(row[column]).map(value => value * length)]
      }),
    )
    return ids.map(id => {
      const embedding = found.get(id)
      if (!embedding) throw new StudioError("pool.unknown_item", { id })
      return embedding
    })
  }

  /** Φ: the texts nearest to a pooled text state (eq. 8). */
  nearestTexts(query: Float32Array, k: number, options?: NearestOptions): Promise<Neighbour[]> {
    return this.#nearest("text", query, k, options)
  }

  /** Ψ: the images nearest to an image embedding (eq. 9). */
  nearestImages(query: Float32Array, k: number, options?: NearestOptions): Promise<Neighbour[]> {
    return this.#nearest("image", query, k, options)
  }

  /**
   * Joins the small files that many writes leave and, above the exact limit, builds or extends the HNSW graphs. Call it
   * when a preparation ends; searches are right without it, only slower.
   */
  async buildIndex(): Promise<void> {
    await this.#writing(async () => {
      await this.#table.optimize()
      if ((await this.count()) <= this.#exactLimit) return
      const built = new Set((await this.#table.listIndices()).flatMap(index => index.columns))
      // Half of LanceDB's default construction effort builds twice as fast, and refining keeps the recall.
      const hnsw = () =>
        lancedb.Index.hnswSq({ distanceType: "cosine", numPartitions: 1, efConstruction: 150 })
      for (const column of searched) {
        if (!built.has(column)) await this.#table.createIndex(column, { config: hnsw() })
      }
    })
  }

  /** Bytes of what is kept in memory. */
  async copiedBytes(): Promise<number> {
    const copies = await Promise.all([...this.#copies.values()].map(({ copy }) => copy))
    return copies.reduce((sum, copy) => sum + (copy?.bytes ?? 0), 0)
  }

  close(): void {
    this.#copies.clear()
    this.#table.close()
    this.#connection.close()
  }

  /** The k nearest by cosine similarity, then by id. */
  async #nearest(
    column: Searched,
    query: Float32Array,
    k: number,
    options: NearestOptions = {},
  ): Promise<Neighbour[]> {
    const { unit } = direction(query, this.#widths[column], note("pool.of_query", { column }))
    if (k === 0) return []
    const { version, count } = await readable(this.#dir, () => this.#state())
    const isSmall = count <= this.#exactLimit
    const copy = await readable(this.#dir, () => this.#copyOf(column, version, count))
    if (copy) return copy.nearest(unit, k, options)
    let exact = options.search === "exact" || isSmall
    // Working out which of many items pass a filter takes longer than to walk the graph without one.
    let isFiltered = exact
    const excluded = new Set(options.exclude)
    const isWanted = ({ id, scenario }: { id: string; scenario: string }) =>
      !excluded.has(id) && (options.scenario === undefined || options.scenario === scenario)
    let limit = k + slack
    for (;;) {
      const rows = await this.#search(column, unit, limit, exact, isFiltered ? options : {})
      const wanted = isFiltered ? rows : rows.filter(isWanted)
      if (!exact && wanted.length < k) {
        // A filter that few items pass may leave the graph's walk short of them.
        exact = isFiltered
        isFiltered = true
        continue
      }
      const similarityOf = (row: (typeof rows)[number]) => cosine(unit, toFloats(row[column]))
      const found = wanted
        .map(row => ({
          id: row.id as string,
          similarity: similarityOf(row),
          hash: row[hashOf(column)] as string,
        }))
        .sort(nearestFirst)
      // The last candidate must lie clearly behind the k-th: else an equally near item with a smaller id may be missing.
      const last = Math.min(...rows.slice(-slack).map(similarityOf))
      const clear = rows.length < limit || last < found[k - 1]!.similarity - tieMargin
      if (clear || limit > maxCandidates) return found.slice(0, k)
      limit *= 4
    }
  }

  /** The table's version, another one after each write of anybody, and how many rows it has. */
  async #state(): Promise<{ version: number; count: number }> {
    const version = await this.#table.version()
    if (this.#counted.version !== version) this.#counted = { version, count: await this.#table.countRows() }
    return this.#counted
  }

  /**
   * The column in memory, as that version of the table has it; null while it isn't worth one: for the first question after a
   * write, for others mostly follow before the next.
   */
  async #copyOf(column: Searched, version: number, count: number): Promise<PoolCopy | null> {
    const width = this.#widths[column]
    const most = count <= this.#exactLimit ? mostCopyBytes : this.#mostBytesBesideIndex
    if (4 * count * width > most) return null
    const known = this.#copies.get(column)
    if (known?.version === version) {
      known.copy ??= PoolCopy.load(this.#table, column, width)
      return known.copy.catch(error => {
        this.#copies.delete(column)
        throw error
      })
    }
    this.#copies.set(column, { version, copy: null })
    return null
  }

  async #search(column: Column, unit: Float32Array, limit: number, exact: boolean, options: NearestOptions) {
    const search = this.#table.vectorSearch(unit).column(column).distanceType("cosine").limit(limit)
    if (exact) search.bypassVectorIndex()
    else search.ef(Math.max(200, 4 * limit)).refineFactor(4)
    const filters: string[] = []
    if (options.exclude?.length) filters.push(`NOT (${isOneOf("id", options.exclude)})`)
    if (options.scenario !== undefined) filters.push(`scenario = ${literal(options.scenario)}`)
    if (filters.length > 0) search.where(filters.join(" AND "))
    return readable(this.#dir, () =>
      search.select(["id", "scenario", hashOf(column), column, "_distance"]).toArray(),
    )
  }

  async #rows(ids: readonly string[], select: readonly string[]) {
    const batches = inBatches([...new Set(ids)]).map(batch =>
      this.#table
        .query()
        .where(isOneOf("id", batch))
        .select(["id", ...select])
        .toArray(),
    )
    return (await readable(this.#dir, () => Promise.all(batches))).flat()
  }

  async #writing(write: () => Promise<void>): Promise<void> {
    try {
      await write()
    } catch (cause) {
      if (cause instanceof StudioError) throw cause
      throw new StudioError("pool.write_failed", { dir: this.#dir, reason: reasonOfLance(cause) }, { cause })
    }
  }
}

async function readable<Result>(dir: string, open: () => Promise<Result>): Promise<Result> {
  try {
    return await open()
  } catch (cause) {
    throw new StudioError("pool.unreadable", { dir, reason: reasonOfLance(cause) }, { cause })
  }
}

/** When another process is quicker to create it, its table is taken; until that is whole, it can't be opened. */
function openTable(connection: Connection, name: string, widths: Widths): Promise<Table> {
  const open = () => connection.openTable(name)
  const openOrCreate = async () =>
    (await connection.tableNames()).includes(name)
      ? open()
      : connection.createEmptyTable(name, poolSchema(widths)).catch(open)
  return pRetry(openOrCreate, { retries: 4, minTimeout: 50 })
}

async function checkWidths(dir: string, table: Table, widths: Widths): Promise<void> {
  const { fields } = await readable(dir, () => table.schema())
  const shape = (list: { name: string; type: { toString(): string } }[]) =>
    list
      .map(field => `${field.name} ${field.type}`)
      .sort()
      .join(", ")
  const [expected, found] = [shape(poolSchema(widths).fields), shape(fields)]
  if (expected !== found) {
    throw new StudioError("pool.unreadable", {
      dir,
      reason: note("pool.other_columns", { found, expected }),
    })
  }
}

function inBatches<Value>(values: readonly Value[]): Value[][] {
  const batches: Value[][] = []
  for (let start = 0; start < values.length; start += batchSize)
    batches.push(values.slice(start, start + batchSize))
  return batches
}
