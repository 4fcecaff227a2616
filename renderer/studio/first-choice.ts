/** What the studio opens on: what another screen sent, else an item that a persona has lately liked. */
import type { Status } from "../../native/contract/api/app.ts"
import type { ItemSummary } from "../../native/contract/api/common.ts"
import { type LoraAsk, mostLoras } from "../../native/contract/lora.ts"
import { forAnotherSubject, type Settings, settingsSchema } from "../../native/contract/settings.ts"
import { problemOf } from "../app/problem.ts"
import { client } from "../engine/rpc.ts"
import { settingsFor } from "../shared/settings-for.ts"
import type { StudioChoice } from "../shared/studio-choice.ts"
import { type ChosenPersona, draft, setDraft } from "../shared/studio-draft.ts"

/** Takes another item to work on, and a persona that fits it unless one is given; another scenario brings its own settings. */
export async function chooseItem(
  item: ItemSummary,
  persona: ChosenPersona | null,
  status: Status | undefined,
): Promise<void> {
  const now = draft()
  const chosen = persona ?? (await personaFor(item.id, item.scenario))
  const settings =
    item.scenario === now.item?.scenario || !status ? now.settings : await settingsFor(item.scenario, status)
  setDraft({
    item,
    persona: chosen,
    settings: { ...forAnotherSubject(settings), protect: await masksKept(item.id, settings) },
    shown: { kind: "preview" },
    against: { kind: "original" },
    quality: "quick",
  })
}

/** Of the masks that protect, those that this item has, too. */
async function masksKept(item: string, { protect }: Settings): Promise<string[]> {
  if (protect.length === 0) return []
  const masks = await client.masks.list({ item })
  return masks.flatMap(({ name, stale }) => (!stale && protect.includes(name) ? [name] : []))
}

/** A persona of that scenario whose history the item belongs to, or any. */
export async function personaFor(item: string, scenario: string): Promise<ChosenPersona | null> {
  const { personas } = await client.personas.list({ scenario, limit: 100 })
  return personas.find(({ latest }) => latest.some(({ id }) => id === item)) ?? personas[0] ?? null
}

/** @returns the persona that takes the place of the one that was sent, when that one is gone */
export async function chooseFirst(status: Status, sent: StudioChoice): Promise<ChosenPersona | null> {
  const now = draft()
  const scenarios = [...status.scenarios].sort((a, b) => b.items - a.items).filter(({ items }) => items > 0)
  const preferred = scenarios.find(({ id }) => id === "movie-poster") ?? scenarios[0]
  const sentItem = sent.item === null ? null : (await client.items.get({ id: sent.item })).item
  const sentPersona = sent.persona === null ? null : await knownPersona(sent.persona)
  const scenario = sentItem?.scenario ?? sentPersona?.scenario ?? now.item?.scenario ?? preferred?.id
  if (scenario === undefined) return null
  const kept = sentItem ?? (now.item?.scenario === scenario ? now.item : null)
  const isGone = sent.persona !== null && sentPersona === null
  const keptPersona =
    now.persona?.scenario === scenario && !(isGone && now.persona.id === sent.persona) ? now.persona : null
  const persona =
    sentPersona ?? keptPersona ?? (await (kept ? personaFor(kept.id, scenario) : firstPersona(scenario)))
  const item = kept ?? (await itemFor(scenario, persona))
  if (!item) return null
  const settings = sent.settings
    ? settingsSchema.parse(sent.settings)
    : now.item?.scenario === scenario
      ? now.settings
      : await settingsFor(scenario, status)
  const adapter = sent.adapter ?? settings.adapter
  const loras = withLora(settings.loras, sent.lora)
  setDraft({
    item,
    persona,
    settings: { ...settings, adapter, loras, protect: await masksKept(item.id, settings) },
    shown: { kind: "preview" },
    against: { kind: "original" },
  })
  return isGone ? persona : null
}

/** With one more at full strength; where there is no room for it, in the place of the last. */
const withLora = (loras: readonly LoraAsk[], name: string | null): LoraAsk[] =>
  name === null || loras.some(lora => lora.name === name)
    ? [...loras]
    : [...loras.slice(0, mostLoras - 1), { name, strength: 1 }]

/** null when it was deleted. */
async function knownPersona(id: string): Promise<ChosenPersona | null> {
  try {
    return (await client.personas.get({ id })).persona
  } catch (error) {
    if (problemOf(error).code !== "catalog.unknown_persona") throw error
    return null
  }
}

const firstPersona = async (scenario: string): Promise<ChosenPersona | null> =>
  (await client.personas.list({ scenario, limit: 1 })).personas[0] ?? null

/** The persona's latest item, which its earlier ones lead to; any item when it has none. */
async function itemFor(scenario: string, persona: ChosenPersona | null) {
  if (persona) {
    const { history } = await client.personas.get({ id: persona.id })
    if (history[0]) return history[0]
  }
  return (await client.items.list({ scenario, limit: 1 })).items[0] ?? null
}
