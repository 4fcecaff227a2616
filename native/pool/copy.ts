/** A column of the pool in memory, for exact search of a catalog that isn't large: what the table holds at one version. */
import type { Table } from "@lancedb/lancedb"
import type { Neighbour } from "../contract/recipe.ts"
import { DotProducts } from "./dot-products.ts"
import { type Column, floatRows, hashOf } from "./table.ts"
import { cosine } from "./vector.ts"

/** Of one column. 10,000 embeddings of 1024 numbers take 41 MB. */
export const mostCopyBytes = 64 * 1024 * 1024

/** Of a column that has an index, too: in a larger one the index is faster. */
export const mostCopyBytesBesideIndex = 32 * 1024 * 1024

/** Single precision may order similarities wrongly that are closer than this. */
const tieMargin = 1e-5

export interface Filter {
  readonly exclude?: readonly string[] | undefined
  readonly scenario?: string | undefined
}

export class PoolCopy {
  readonly bytes: number
  readonly #ids: readonly string[]
  readonly #scenarios: readonly string[]
  readonly #hashes: readonly string[]
  readonly #dots: DotProducts
  readonly #width: number

  private constructor(
    dots: DotProducts,
    width: number,
    names: Record<"ids" | "scenarios" | "hashes", string[]>,
  ) {
    this.#dots = dots
    this.#width = width
    this.#ids = names.ids
    this.#scenarios = names.scenarios
    this.#hashes = names.hashes
    this.bytes = dots.bytes
  }

  static async load(table: Table, column: Column, width: number): Promise<PoolCopy> {
    const found = await table
      .query()
      .select(["id", "scenario", hashOf(column), column])
      .toArrow()
    const dots = new DotProducts(found.numRows, width)
    let row = 0
    for (const batch of found.batches)
      for (const vector of floatRows(batch, column, width)) dots.rows.set(vector, row++ * dots.stride)
    const strings = (name: string) => [...found.getChild(name)!] as string[]
    return new PoolCopy(dots, width, {
      ids: strings("id"),
      scenarios: strings("scenario"),
      hashes: strings(hashOf(column)),
    })
  }

  /** The k nearest by cosine similarity, then by id. @param unit of unit length */
  nearest(unit: Float32Array, k: number, { exclude = [], scenario }: Filter): Neighbour[] {
    const products = this.#dots.with(unit)
    const excluded = new Set(exclude)
    const isWanted = (row: number) =>
      (scenario === undefined || this.#scenarios[row] === scenario) && !excluded.has(this.#ids[row]!)
    const least = leastOf(products, k, isWanted) - tieMargin
    const found: Neighbour[] = []
    for (const [row, product] of products.entries()) {
      if (product < least || !isWanted(row)) continue
      const similarity = cosine(unit, this.#vector(row))
      found.push({ id: this.#ids[row]!, similarity, hash: this.#hashes[row]! })
    }
    return found.sort(nearestFirst).slice(0, k)
  }

  #vector(row: number): Float32Array {
    const start = row * this.#dots.stride
    return this.#dots.rows.subarray(start, start + this.#width)
  }
}

export const nearestFirst = (a: Neighbour, b: Neighbour): number =>
  b.similarity - a.similarity || (a.id < b.id ? -1 : 1)

/** The k-th largest of the wanted products; −∞ where there are fewer. */
function leastOf(products: Float32Array, k: number, isWanted: (row: number) => boolean): number {
  const largest: number[] = []
  let least = Number.NEGATIVE_INFINITY
  for (let row = 0; row < products.length; row++) {
    const product = products[row]!
    if (product <= least || !isWanted(row)) continue
    let place = largest.length
    while (place > 0 && largest[place - 1]! < product) place--
    largest.splice(place, 0, product)
    if (largest.length > k) largest.pop()
    if (largest.length === k) least = largest[k - 1]!
  }
  return least
}
