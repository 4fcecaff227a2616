/**
 * Token states of neighbours' texts, kept while they are in use: neighbours come back from image to image, and 77 × d
 * numbers an item would be too many to store for a whole pool.
 */
import type { FloatTensor } from "../contract/tensor.ts"
import type { Pipeline } from "../models/pipeline.ts"

const mostKept = 256

export class TextStates {
  readonly #pipeline: Pipeline
  /** By text, the least recently used first. */
  readonly #kept = new Map<string, FloatTensor>()

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline
  }

  /** States of a text, [1,77,d]. */
  async of(text: string): Promise<FloatTensor> {
    const states = this.#kept.get(text) ?? (await this.#pipeline.encodeText([text])).states
    this.#kept.delete(text)
    this.#kept.set(text, states)
    if (this.#kept.size > mostKept) this.#kept.delete(this.#kept.keys().next().value!)
    return states
  }
}
