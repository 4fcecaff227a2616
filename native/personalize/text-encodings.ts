/**
 * What the text encoder says of texts, kept while they are in use: T* is both retrieved by and drawn with, neighbours
 * come back from image to image, and 77 × d numbers an item would be too many to store for a whole pool.
 */
import { LRUCache } from "lru-cache"
import { memoized } from "../base/memo.ts"
import type { FloatTensor } from "../contract/tensor.ts"
import type { Pipeline } from "../models/pipeline.ts"

const mostKept = 256

/** Token states [1,77,d] and pooled state [1,d]. */
export interface TextEncoding {
  states: FloatTensor
  pooled: FloatTensor
}

export class TextEncodings {
  readonly #pipeline: Pipeline
  readonly #kept = new LRUCache<string, Promise<TextEncoding>>({ max: mostKept })

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline
  }

  of(text: string): Promise<TextEncoding> {
    return memoized(this.#kept, text, () => this.#pipeline.encodeText([text]))
  }
}
