/** What the studio opens on: what another screen sent, else an item that a persona has lately liked. */
import { useEffect } from "react"
import type { Status } from "../../native/contract/api/app.ts"
import { type Settings, settingsSchema } from "../../native/contract/settings.ts"
import { client } from "../app/rpc.ts"
import { nothingSent, useStudioChoice } from "../app/studio-choice.ts"
import { type ChosenPersona, draft, setDraft } from "./draft.ts"

/** Settings that a scenario was last used with, or begins with. */
export async function settingsFor(scenario: string, status: Status): Promise<Settings> {
  const last = await client.presets.lastUsed({ scenario })
  const known = status.scenarios.find(({ id }) => id === scenario)
  const start = settingsSchema.parse(
    last ?? { tags: known?.defaultTags ?? 8, history: known?.defaultHistory ?? 5 },
  )
  return { ...start, excludedHistory: [], excludedNeighbours: [] }
}

/** A persona of that scenario whose history the item belongs to, or any. */
export async function personaFor(item: string, scenario: string): Promise<ChosenPersona | null> {
  const { personas } = await client.personas.list({ scenario, limit: 100 })
  return personas.find(({ latest }) => latest.some(({ id }) => id === item)) ?? personas[0] ?? null
}

async function choose(status: Status): Promise<void> {
  const sent = useStudioChoice.getState()
  const now = draft()
  const scenarios = [...status.scenarios].sort((a, b) => b.items - a.items).filter(({ items }) => items > 0)
  const preferred = scenarios.find(({ id }) => id === "movie-poster") ?? scenarios[0]
  const sentItem = sent.item === null ? null : await summaryOf(sent.item)
  const sentPersona = sent.persona === null ? null : (await client.personas.get({ id: sent.persona })).persona
  const scenario = sentItem?.scenario ?? sentPersona?.scenario ?? now.item?.scenario ?? preferred?.id
  if (scenario === undefined) return
  const keptItem = now.item?.scenario === scenario ? now.item : null
  const keptPersona = now.persona?.scenario === scenario ? now.persona : null
  const persona =
    sentPersona ??
    (sentItem ? (keptPersona ?? (await personaFor(sentItem.id, scenario))) : keptPersona) ??
    null
  const first = persona ?? (await firstPersona(scenario))
  const item = sentItem ?? keptItem ?? (await itemFor(scenario, first))
  if (!item) return
  const settings = sent.settings
    ? settingsSchema.parse(sent.settings)
    : now.item?.scenario === scenario
      ? now.settings
      : await settingsFor(scenario, status)
  const adapter = sent.adapter ?? settings.adapter
  setDraft({
    ...{ item, persona: first, settings: { ...settings, adapter } },
    ...{ shown: { kind: "preview" }, against: { kind: "original" } },
  })
  useStudioChoice.setState(nothingSent)
}

async function summaryOf(id: string) {
  const { item } = await client.items.get({ id })
  return item
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

export function useFirstChoice(status: Status | undefined, onProblem: (problem: unknown) => void): void {
  const sent = useStudioChoice(choice => JSON.stringify(choice))
  const items = status?.workspace.items ?? 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: chosen again when something is sent, or the first items come
  useEffect(() => {
    if (!status || items === 0) return
    const isSent = Object.values(useStudioChoice.getState()).some(value => value !== null)
    if (draft().item && !isSent) return
    choose(status).catch(onProblem)
  }, [sent, items > 0, status === undefined])
}
