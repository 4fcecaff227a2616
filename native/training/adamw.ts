/** AdamW: Adam whose weight decay acts on the weights themselves (Loshchilov and Hutter 2019). */
import type { FloatTensor } from "../contract/tensor.ts"
import { checked, type Tensors, zerosLike } from "./gradients.ts"

export interface AdamWOptions {
  beta1?: number
  beta2?: number
  epsilon?: number
  weightDecay?: number
}

/** What it remembers: steps taken, and the moving means of each gradient and of its square. */
export interface AdamWState {
  steps: number
  first: Record<string, FloatTensor>
  second: Record<string, FloatTensor>
}

export class AdamW {
  readonly #parameters: Tensors
  readonly #options: Required<AdamWOptions>
  readonly #state: AdamWState

  /** Changes `parameters` in place at each step; goes on from `state` where one is given. */
  constructor(parameters: Tensors, options: AdamWOptions = {}, state?: AdamWState) {
    this.#parameters = parameters
    this.#options = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01, ...options }
    this.#state = state ?? { steps: 0, first: zerosLike(parameters), second: zerosLike(parameters) }
  }

  /**
   * θ ← θ − η·λ·θ, then θ ← θ − η · m̂ / (√v̂ + ε), with m̂ and v̂ the means of g and g² corrected for their start at 0.
   * Throws for a gradient that is missing or of another size, before anything has changed.
   */
  step(gradients: Tensors, learningRate: number): void {
    const { beta1, beta2, epsilon, weightDecay } = this.#options
    const { first, second } = this.#state
    const all = Object.entries(this.#parameters)
    for (const [name, { data }] of all) checked(gradients, name, data.length)
    this.#state.steps++
    const size = learningRate / (1 - beta1 ** this.#state.steps)
    const root = Math.sqrt(1 - beta2 ** this.#state.steps)
    const decay = 1 - learningRate * weightDecay
    for (const [name, { data: weights }] of all) {
      const { data: gradient } = gradients[name]!
      const { data: m } = checked(first, name, weights.length)
      const { data: v } = checked(second, name, weights.length)
      for (let i = 0; i < weights.length; i++) {
        const g = gradient[i]!
        const mean = beta1 * m[i]! + (1 - beta1) * g
        const square = beta2 * v[i]! + (1 - beta2) * g * g
        m[i] = mean
        v[i] = square
        weights[i] = weights[i]! * decay - (size * mean) / (Math.sqrt(square) / root + epsilon)
      }
    }
  }

  get state(): AdamWState {
    return this.#state
  }
}
