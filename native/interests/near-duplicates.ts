/**
 * Proposes merges of tags that mean the same (the paper's future work, section 7): variants of spelling, and tags
 * whose text embeddings are nearly parallel. A proposal only: the user sees it, and `merge.ts` keeps and undoes it.
 */
import { setImmediate } from "node:timers/promises"
import type { TagMerge } from "../contract/catalog.ts"
import { note } from "../contract/codes/index.ts"
import { cosine, direction } from "../pool/vector.ts"
import { spellingOf } from "./spelling.ts"

export interface Duplicate {
  readonly tag: string
  readonly because: "spelling" | "meaning"
  /** Cosine similarity of the two tags' embeddings; 1 for a variant of spelling. */
  readonly similarity: number
}

/** Tags that mean the same, and the one that stands for them. */
export interface DuplicateGroup {
  readonly tag: string
  readonly duplicates: readonly Duplicate[]
}

export interface NearDuplicateOptions {
  /** Cosine similarity from which two tags count as one: CLIP puts even unlike short texts near 0.8. */
  readonly threshold?: number
  readonly signal?: AbortSignal
}

/** How many items carry each tag. */
export function tagUses(tagSets: Iterable<readonly string[]>): Map<string, number> {
  const uses = new Map<string, number>()
  for (const tags of tagSets) for (const tag of new Set(tags)) uses.set(tag, (uses.get(tag) ?? 0) + 1)
  return uses
}

/**
 * Groups near-duplicates around the most used tag, then the shortest. Every member is near that tag itself, so a chain
 * of small steps never joins strangers.
 *
 * @param uses how many items carry each tag
 * @param embed text embeddings [p] in the order of the tags; `null` compares spellings alone
 */
export async function nearDuplicates(
  uses: ReadonlyMap<string, number>,
  embed: ((tags: readonly string[]) => Promise<readonly Float32Array[]>) | null,
  { threshold = 0.95, signal }: NearDuplicateOptions = {},
): Promise<DuplicateGroup[]> {
  const tags = [...uses.keys()].sort(
    (a, b) => uses.get(b)! - uses.get(a)! || a.length - b.length || (a < b ? -1 : 1),
  )
  const embeddings = embed ? await embed(tags) : []
  const units = embeddings.map(
    (vector, i) => direction(vector, embeddings[0]!.length, note("pool.of_tag", { tag: tags[i]! })).unit,
  )

  const heads: Head[] = []
  const bySpelling = new Map<string, Head>()
  for (const [i, tag] of tags.entries()) {
    // Thousands of tags take seconds: let the process answer meanwhile.
    if (i % 64 === 0) await setImmediate()
    signal?.throwIfAborted()
    const spelling = spellingOf(tag)
    const variant = bySpelling.get(spelling)
    const near = variant ? null : nearestHead(heads, units[i])
    if (variant) variant.duplicates.push({ tag, because: "spelling", similarity: 1 })
    else if (near && near.similarity >= threshold) {
      near.head.duplicates.push({ tag, because: "meaning", similarity: near.similarity })
    } else {
      const head = { tag, unit: units[i], duplicates: [] }
      heads.push(head)
      bySpelling.set(spelling, head)
    }
  }
  return heads.filter(head => head.duplicates.length > 0).map(({ tag, duplicates }) => ({ tag, duplicates }))
}

interface Head {
  readonly tag: string
  readonly unit: Float32Array | undefined
  readonly duplicates: Duplicate[]
}

function nearestHead(heads: readonly Head[], unit: Float32Array | undefined) {
  let nearest: { head: Head; similarity: number } | null = null
  for (const head of heads) {
    if (!unit || !head.unit) continue
    const similarity = cosine(unit, head.unit)
    if (!nearest || similarity > nearest.similarity) nearest = { head, similarity }
  }
  return nearest
}

/** Groups as the merges that carry them out. */
export const mergesOf = (groups: readonly DuplicateGroup[]): TagMerge[] =>
  groups.flatMap(({ tag, duplicates }) => duplicates.map(duplicate => ({ from: duplicate.tag, to: tag })))
