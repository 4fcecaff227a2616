/** The pool's table as LanceDB stores it: columns, rows as Arrow batches, and predicates in its SQL. */
import type { Table as ArrowTable, Data, Float32, RecordBatch, Schema } from "apache-arrow"
import { arrow } from "../base/arrow.ts"

import { note } from "../contract/codes/index.ts"
import { type Direction, direction } from "./vector.ts"

/** What is embedded of an item: its text, its image, and its text again by the CLIP pair when the pack has one. */
export const columns = ["text", "image", "clip"] as const
export type Column = (typeof columns)[number]

/** Width of each column's vectors; `clip` is absent when the pack has no CLIP pair. */
export interface Widths {
  readonly text: number
  readonly image: number
  readonly clip?: number | undefined
}

/** One item's embeddings, as the encoders give them (any length). */
export interface PoolRow {
  readonly id: string
  readonly scenario: string
  /** The text encoder's pooled state [text]. */
  readonly text: Float32Array
  /** The image encoder's embedding [image]. */
  readonly image: Float32Array
  /** clip_text's embedding of the item's text [clip]. */
  readonly clip?: Float32Array
  /** SHA-256 of the text and of the image that were embedded. */
  readonly textHash: string
  readonly imageHash: string
}

const columnsOf = (widths: Widths): Column[] => columns.filter(column => widths[column] !== undefined)

/** Name of the column that holds the hash of what was embedded. */
export const hashOf = (column: Column): "image_hash" | "text_hash" =>
  column === "image" ? "image_hash" : "text_hash"

/** A vector of a row, as LanceDB gives it. */
export const toFloats = (value: unknown): Float32Array => (value as { toArray(): Float32Array }).toArray()

/** The vectors of a batch. Taken one by one, each would become an object of its own first. */
export function* floatRows(batch: RecordBatch, column: Column, width: number): Generator<Float32Array> {
  for (const { length, offset, children } of batch.getChild(column)!.data) {
    const values: Float32Array = children[0]!.values
    const first = values.length === length * width ? 0 : offset
    for (let row = first; row < first + length; row++) yield values.subarray(row * width, (row + 1) * width)
  }
}

/** Name of the column that holds the length a unit vector came with. */
export const lengthOf = (column: Column) => `${column}_length` as const

const vectorType = (width: number) =>
  new arrow.FixedSizeList(width, new arrow.Field("item", new arrow.Float32(), false))

/**
 * What setUnenforcedPrimaryKey("id") writes, given at once so that no table is ever without it: two writers of the
 * same new ids would else both insert them.
 */
const primaryKey = new Map([["lance-schema:unenforced-primary-key:position", "1"]])

export function poolSchema(widths: Widths): Schema {
  const strings = ["scenario", "text_hash", "image_hash"]
  return new arrow.Schema([
    new arrow.Field("id", new arrow.Utf8(), false, primaryKey),
    ...strings.map(name => new arrow.Field(name, new arrow.Utf8(), false)),
    ...columnsOf(widths).flatMap(column => [
      new arrow.Field(column, vectorType(widths[column]!), false),
      new arrow.Field(lengthOf(column), new arrow.Float32(), false),
    ]),
  ])
}

/** Rows as one Arrow table, every vector checked and of unit length. */
export function toArrow(rows: readonly PoolRow[], widths: Widths): ArrowTable {
  const strings = (values: string[]): Data => arrow.vectorFromArray(values, new arrow.Utf8()).data[0]!
  const children: Record<string, Data> = {
    id: strings(rows.map(row => row.id)),
    scenario: strings(rows.map(row => row.scenario)),
    text_hash: strings(rows.map(row => row.textHash)),
    image_hash: strings(rows.map(row => row.imageHash)),
  }
  for (const column of columnsOf(widths)) {
    const width = widths[column]!
    const missing = new Float32Array(0)
    const directions = rows.map(row =>
      direction(row[column] ?? missing, width, note("pool.of_item", { column, id: row.id })),
    )
    children[column] = vectors(directions, width)
    children[lengthOf(column)] = floats(Float32Array.from(directions, ({ length }) => length))
  }
  const schema = poolSchema(widths)
  const struct = arrow.makeData({
    type: new arrow.Struct(schema.fields),
    length: rows.length,
    nullCount: 0,
    children: schema.fields.map(field => children[field.name]!),
  })
  return new arrow.Table(schema, new arrow.RecordBatch(schema, struct))
}

const floats = (data: Float32Array): Data<Float32> =>
  arrow.makeData({ type: new arrow.Float32(), length: data.length, nullCount: 0, data })

function vectors(directions: readonly Direction[], width: number): Data {
  const values = new Float32Array(directions.length * width)
  for (const [row, { unit }] of directions.entries()) values.set(unit, row * width)
  return arrow.makeData({
    type: vectorType(width),
    length: directions.length,
    nullCount: 0,
    child: floats(values),
  })
}

/** A string literal of LanceDB's SQL: quotes are doubled, nothing else is special. */
export const literal = (value: string): string => `'${value.replaceAll("'", "''")}'`

export const isOneOf = (column: string, values: readonly string[]): string =>
  `${column} IN (${values.map(literal).join(", ")})`
