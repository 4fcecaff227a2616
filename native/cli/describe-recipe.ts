/** A recipe for a person to read: why an image looks as it does. */
import type { Neighbour, Recipe, RecipePlan } from "../contract/recipe.ts"
import { settingsOfRecipe } from "../contract/recipe-settings.ts"
import { settingsIn } from "../contract/settings-table.ts"
import { settingValue as values, setting as words } from "../words/en/setting.ts"
import { settingsToShow, settingText } from "../words/setting-text.ts"
import { bar, columns, section, wrapped } from "./text.ts"

export function describeRecipe(recipe: Recipe): string {
  return [
    section(`${recipe.plan.item.id} for ${recipe.plan.persona.pseudonym}`, columns(settingsOf(recipe))),
    describeReasons(recipe.plan),
    section("Made", columns(originOf(recipe))),
  ].join("\n\n")
}

/** Tags, interests, T* and neighbours: what a personalisation found before anything was drawn. */
export function describeReasons(plan: RecipePlan): string {
  const { tags, interests, rewrite, persona } = plan
  const tagRows = [
    ["from the image", tags.image],
    ["from the text", tags.text],
    ["own", tags.own],
  ] as const
  const interestRows = interests.map(({ tag, count, pinned }) => [
    tag,
    bar(count, persona.history.length),
    `${count} of ${persona.history.length}${pinned ? ", pinned" : ""}`,
  ])
  const meter = `${rewrite.tokens} of ${rewrite.limit} tokens  ${bar(rewrite.tokens, rewrite.limit)}`
  const cut = [
    ...(rewrite.cutWords > 0 ? [`${rewrite.cutWords} words of its own text were cut`] : []),
    ...(rewrite.cutTags.length > 0 ? [`tags that didn't fit: ${rewrite.cutTags.join(", ")}`] : []),
  ]
  return [
    section(
      `The item's tags (${tags.tagger})`,
      columns(
        tagRows.filter(([, found]) => found.length > 0).map(([origin, found]) => [origin, found.join(", ")]),
      ),
    ),
    section("The persona's interests", columns(interestRows) || "none were used"),
    section("T*, the rewritten text", [wrapped(rewrite.text), meter, ...cut].join("\n")),
    section("Nearest texts (Φ)", describeNeighbours(plan.textNeighbours)),
    section("Nearest images (Ψ)", describeNeighbours(plan.imageNeighbours)),
  ].join("\n\n")
}

const describeNeighbours = (neighbours: readonly Neighbour[]): string =>
  columns(neighbours.map(({ id, similarity }) => [id, similarity.toFixed(3)])) || "none were used"

function settingsOf(recipe: Recipe): string[][] {
  const settings = settingsOfRecipe(recipe)
  return [...settingsIn("main"), ...settingsToShow(settings)].map(name => [
    words[name].label,
    settingText(words, values, name, settings[name]),
  ])
}

const originOf = ({ made }: Recipe): string[][] => [
  ["by", `I-AM-G Studio ${made.app}, ${made.createdAt}`],
  ["on", made.device],
  ["with", [made.pack.name, made.adapter?.name].filter(Boolean).join(" and ")],
]
