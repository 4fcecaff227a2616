/** An exponential moving average of the weights (Polyak and Juditsky 1992), as diffusers' EMAModel keeps one. */

import type { FloatTensor } from "../contract/tensor.ts"
import { floatTensor } from "../contract/tensor.ts"
import type { Tensors } from "./gradients.ts"

export interface AverageState {
  updates: number
  values: Record<string, FloatTensor>
}

export class Average {
  readonly #decay: number
  readonly #state: AverageState

  /** Starts as a copy of `parameters`; goes on from `state` where one is given. */
  constructor(parameters: Tensors, decay: number, state?: AverageState) {
    this.#decay = decay
    this.#state = state ?? { updates: 0, values: copyOf(parameters) }
  }

  /** a ← a − (1 − d)·(a − θ); d of update n, from 0, is the smaller of the decay and (1 + n)/(10 + n), and 0 of the first. */
  update(parameters: Tensors): void {
    const n = this.#state.updates++
    const keep = 1 - Math.min(this.#decay, n === 0 ? 0 : (1 + n) / (10 + n))
    for (const [name, { data }] of Object.entries(this.#state.values)) {
      const { data: weights } = parameters[name]!
      for (let i = 0; i < data.length; i++) data[i]! -= keep * (data[i]! - weights[i]!)
    }
  }

  get values(): Record<string, FloatTensor> {
    return this.#state.values
  }

  get state(): AverageState {
    return this.#state
  }
}

const copyOf = (tensors: Tensors): Record<string, FloatTensor> =>
  Object.fromEntries(
    Object.entries(tensors).map(([name, { shape, data }]) => [name, floatTensor(shape, data.slice())]),
  )
