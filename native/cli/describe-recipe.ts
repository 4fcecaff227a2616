/** A recipe for a person to read: why an image looks as it does. */
import type { Neighbour, Recipe, RecipePlan } from "../contract/recipe.ts"
import { settingsOfRecipe } from "../contract/recipe-settings.ts"
import { settingsIn } from "../contract/settings-table.ts"
import { settingsToShow } from "../words/setting-text.ts"
import { settingRow } from "./settings.ts"
import { bar, columns, section, wrapped } from "./text.ts"
import { listed, numberText, text, timeText } from "./voice.ts"

export function describeRecipe(recipe: Recipe): string {
  const { item, persona } = recipe.plan
  return [
    section(text("recipe.title", { item: item.id, persona: persona.pseudonym }), columns(settingsOf(recipe))),
    describeReasons(recipe.plan),
    section(text("recipe.made"), columns(originOf(recipe))),
  ].join("\n\n")
}

/** Tags, interests, T* and neighbours: what a personalisation found before anything was drawn. */
export function describeReasons(plan: RecipePlan): string {
  const { tags, interests, rewrite, persona } = plan
  const tagRows = [
    [text("recipe.fromImage"), tags.image],
    [text("recipe.fromText"), tags.text],
    [text("recipe.own"), tags.own],
  ] as const
  const total = persona.history.length
  const interestRows = interests.map(({ tag, count, pinned }) => [
    tag,
    bar(count, total),
    text(pinned ? "recipe.ofHistoryPinned" : "recipe.ofHistory", { count, total }),
  ])
  const { tokens, limit, cutWords, cutTags } = rewrite
  const meter = `${text("recipe.tokens", { tokens, limit })}  ${bar(tokens, limit)}`
  const cut = [
    ...(cutWords > 0 ? [text("recipe.cutWords", { count: cutWords })] : []),
    ...(cutTags.length > 0 ? [text("recipe.cutTags", { tags: listed(cutTags) })] : []),
  ]
  const found = tagRows.filter(([, found]) => found.length > 0)
  return [
    section(
      text("recipe.tags", { tagger: tags.tagger }),
      columns(found.map(([origin, found]) => [origin, listed(found)])),
    ),
    section(text("recipe.interests"), columns(interestRows) || text("recipe.noneUsed")),
    section(
      text("recipe.rewrite"),
      [wrapped(rewrite.text.replaceAll(/\s+/g, " ")), meter, ...cut].join("\n"),
    ),
    section(text("recipe.texts"), describeNeighbours(plan.textNeighbours)),
    section(text("recipe.images"), describeNeighbours(plan.imageNeighbours)),
  ].join("\n\n")
}

const describeNeighbours = (neighbours: readonly Neighbour[]): string =>
  columns(neighbours.map(({ id, similarity }) => [id, numberText(similarity, 3)])) || text("recipe.noneUsed")

function settingsOf(recipe: Recipe): string[][] {
  const settings = settingsOfRecipe(recipe)
  const rows = [...settingsIn("main"), ...settingsToShow(settings)].map(name =>
    settingRow(name, settings[name]),
  )
  const { avoid } = recipe.plan
  return avoid ? [...rows, settingRow("avoid", avoid.text)] : rows
}

function originOf({ made }: Recipe): string[][] {
  const { app: version, createdAt, device, pack, adapter, loras } = made
  return [
    [text("recipe.by"), text("recipe.byApp", { version, time: timeText(createdAt) })],
    [text("recipe.on"), device],
    [
      text("recipe.with"),
      adapter ? text("recipe.packAndAdapter", { pack: pack.name, adapter: adapter.name }) : pack.name,
    ],
    ...loras.map(({ name, strength }) => [
      "LoRA",
      text("recipe.lora", { name, strength: numberText(strength, 2) }),
    ]),
  ]
}
