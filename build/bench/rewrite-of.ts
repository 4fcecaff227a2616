/** The text that asks for an unseen drawing, as the studio writes it. */
import { rewrite } from "../../native/interests/rewrite.ts"
import type { Studio } from "../../native/personalize/studio.ts"
import type { Unseen } from "./unseen.ts"

/** T* of the drawing with all its facets, and with what a persona's history asks for. */
export function rewriteOf(
  { pipeline, scenario: find }: Studio,
  { description, scenario, facets }: Pick<Unseen, "description" | "scenario" | "facets">,
  interests: readonly string[] = [],
): string {
  return rewrite({
    text: description,
    title: "",
    phi: find(scenario).phi,
    itemTags: Object.values(facets),
    interests,
    fit: "keep-tags",
    limit: pipeline.tokenizer.limit,
    countTokens: words => pipeline.tokenizer.count(words),
  }).text
}
