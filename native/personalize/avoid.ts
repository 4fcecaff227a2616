/** Which words a picture is to avoid, of all who may say so. */
import { readHouseWords } from "../catalog/house-words.ts"
import { note } from "../contract/codes/index.ts"
import type { Note } from "../contract/note.ts"
import type { AvoidedWords } from "../contract/recipe.ts"
import type { Scenario } from "../contract/scenario.ts"
import { joinAvoided } from "../interests/avoided-words.ts"
import type { SizedSettings } from "./settings.ts"
import type { Studio } from "./studio.ts"

/** Those of the workspace, then of the scenario, then of the render: what doesn't fit is cut from the end. */
export const avoidedWords = (
  { workspace, pipeline: { tokenizer } }: Studio,
  scenario: Pick<Scenario, "avoid">,
  settings: Pick<SizedSettings, "avoid">,
  houseWords = readHouseWords(workspace),
): AvoidedWords | null =>
  joinAvoided({
    parts: [houseWords, scenario.avoid, settings.avoid],
    limit: tokenizer.limit,
    countTokens: text => tokenizer.count(text),
  })

const shown = 8

/** Why some of them, or all, have no effect. */
export async function avoidWarnings(
  { pipeline, pack }: Pick<Studio, "pipeline" | "pack">,
  avoid: AvoidedWords | null,
  { guidance }: SizedSettings,
): Promise<Note[]> {
  if (!avoid) return []
  if (await pipeline.readsGuidance()) return [note("settings.avoid_unread", { pack: pack.name })]
  const { cut, limit } = avoid
  return [
    ...(guidance <= 1 ? [note("settings.avoid_unused", { guidance })] : []),
    ...(cut.length > 0 ? [note("settings.avoid_cut", { words: cut.slice(0, shown), limit })] : []),
  ]
}
