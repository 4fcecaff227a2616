/**
 * The built-in tagger: image tags by CLIP zero-shot over the scenario's facets, text tags by keyword extraction. With a
 * pack that has no CLIP pair, texts alone are tagged.
 */
import { memoized } from "../base/memo.ts"
import { itemText } from "../contract/catalog.ts"
import type { Scenario } from "../contract/scenario.ts"
import type { Tagger } from "./tagger.ts"
import { type Choice, zeroShot } from "./zero-shot.ts"

/** The CLIP pair as the taggers need it: embeddings [p] of one space, of any length. */
export interface ClipEmbedder {
  /** Names the pack and its content, for the tagger's id. */
  readonly id: string
  readonly logitScale: number
  imageEmbedding(path: string): Promise<Float32Array>
  textEmbeddings(texts: readonly string[]): Promise<Float32Array[]>
}

/** A facet whose best tag is less sure than this, or leads by less, gives no tag. */
const minConfidence = 0.25
const minMargin = 0.1

export function builtInTagger(clip: ClipEmbedder | null): Tagger {
  const vocabularies = new Map<string, Promise<Float32Array[][]>>()

  /** Text embeddings of a scenario's tags, a list a facet. */
  const vocabulary = (clip: ClipEmbedder, scenario: Scenario): Promise<Float32Array[][]> =>
    memoized(vocabularies, JSON.stringify(scenario.facets), () => embedFacets(clip, scenario))

  return {
    id: `built-in/2:${clip?.id ?? "texts"}`,
    concurrency: 1,
    async tagImage(_item, imagePath, scenario) {
      if (!clip) return []
      const texts = await vocabulary(clip, scenario)
      const image = await clip.imageEmbedding(imagePath)
      const choices = scenario.facets.map(({ tags }, i) => zeroShot(image, tags, texts[i]!, clip.logitScale))
      return surest(choices, scenario.maxTags)
    },
    async tagText(item, scenario) {
      // Its word lists take longer to load than the rest of the engine together, and most starts tag nothing.
      const { keywords } = await import("./keywords.ts")
      return keywords(itemText(item), scenario)
    },
  }
}

async function embedFacets(clip: ClipEmbedder, { facets }: Scenario): Promise<Float32Array[][]> {
  const embedded: Float32Array[][] = []
  for (const { template, tags } of facets) {
    embedded.push(await clip.textEmbeddings(tags.map(tag => template.replaceAll("{tag}", () => tag))))
  }
  return embedded
}

/** The surest choices' tags, in the order of the facets. */
function surest(choices: readonly Choice[], limit: number): string[] {
  const kept = choices
    .filter(({ confidence, margin }) => confidence >= minConfidence && margin >= minMargin)
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, limit)
  return [...new Set(choices.filter(choice => kept.includes(choice)).map(({ tag }) => tag))]
}
