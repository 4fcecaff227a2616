/** Text embeddings of tags, kept: a designer works with the same thirty tags again and again, and each costs a network's run. */
import { LRUCache } from "lru-cache"
import type { ClipEmbedder } from "../../interests/built-in-tagger.ts"

/** About 10 MB at CLIP's widest. */
const mostKept = 2048

export class TagEmbeddings {
  readonly #embedder: ClipEmbedder | null
  readonly #kept = new LRUCache<string, Float32Array>({ max: mostKept })

  /** @param embedder null where the pack has no CLIP pair */
  constructor(embedder: ClipEmbedder | null) {
    this.#embedder = embedder
  }

  /** Embeddings [p] in the order of the tags; null where there is nothing to embed with. */
  get embed(): ((tags: readonly string[]) => Promise<Float32Array[]>) | null {
    const embedder = this.#embedder
    if (!embedder) return null
    return async tags => {
      const known = tags.map(tag => this.#kept.get(tag))
      const missing = tags.filter((_, index) => !known[index])
      const made = await embedder.textEmbeddings(missing)
      for (const [index, tag] of missing.entries()) this.#kept.set(tag, made[index]!)
      return tags.map((tag, index) => known[index] ?? made[missing.indexOf(tag)]!)
    }
  }
}
