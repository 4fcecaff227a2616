/** The rows that teach a product: noisy pictures of it with its text, and between them pictures of its class with theirs. */
import { concatRows } from "../../base/tensor-rows.ts"
import { type FloatTensor, floatTensor, type Tensor } from "../../contract/tensor.ts"
import { strengthName } from "../../models/lora/lora.ts"
import { type Noising, noised } from "../batch.ts"
import { createOrder, uniform } from "../random.ts"
import type { ProductInputs } from "./product-loss.ts"

/** A row before noise is added. */
export interface ProductRow {
  /** Mean and log-variance of its latents, [2,c,h,w]. */
  latents: FloatTensor
  /** Its states, [1,77,d]; its tokens, 1 × 77, where the text encoder is taught. */
  text: FloatTensor | readonly number[]
  weight: number
  /** Decides its noise. */
  place: number
  timestep: number
}

export function productBatch(
  noising: Noising,
  seed: number,
  rows: readonly ProductRow[],
): Record<string, Tensor> {
  const noisy = rows.map(({ latents, place, timestep }) => noised(noising, latents, seed, place, timestep))
  const each = (of: (row: ProductRow) => number) => floatTensor([rows.length], Float32Array.from(rows, of))
  const inputs: ProductInputs = {
    sample: concatRows(noisy.map(({ noisy }) => noisy)),
    target: concatRows(noisy.map(({ target }) => target)),
    timestep: {
      dtype: "int64",
      shape: [rows.length],
      data: BigInt64Array.from(rows, ({ timestep }) => BigInt(timestep)),
    },
    ...textsOf(rows),
    weight: each(({ weight }) => weight),
    lambda1: each(() => 1),
  }
  return { ...inputs, [strengthName(0)]: floatTensor([1], Float32Array.of(1)) }
}

/** Rows of one batch have all states or all tokens. */
function textsOf(rows: readonly ProductRow[]): Pick<ProductInputs, "text" | "input_ids"> {
  const states = rows.flatMap(({ text }) => ("data" in text ? [text] : []))
  if (states.length === rows.length) return { text: concatRows(states) }
  const ids = rows.flatMap(({ text }) => ("data" in text ? [] : text))
  const shape = [rows.length, ids.length / rows.length]
  return { input_ids: { dtype: "int64", shape, data: BigInt64Array.from(ids, BigInt) } }
}

export interface RowPlan {
  of: "product" | "class"
  /** Which of its pictures. */
  picture: number
  weight: number
}

/**
 * Which picture a place takes. With a class, places alternate: product, class, product …, and a step's mean is half the sum
 * of both losses, so both count double: diffusers adds loss and prior loss.
 */
export function planRows(
  seed: number,
  products: number,
  classes: number,
  priorWeight: number,
): (place: number) => RowPlan {
  const productOrder = createOrder(seed, products)
  if (classes === 0) return place => ({ of: "product", picture: productOrder(place), weight: 1 })
  const classOrder = createOrder(seed + 1, classes)
  return place => {
    const turn = Math.floor(place / 2)
    return place % 2 === 0
      ? { of: "product", picture: productOrder(turn), weight: 2 }
      : { of: "class", picture: classOrder(turn), weight: 2 * priorWeight }
  }
}

/** The timestep of a place, uniform over all of them. */
export const timestepOf = (seed: number, place: number, timesteps: number): number =>
  Math.floor(uniform(seed, "timestep", place) * timesteps)
