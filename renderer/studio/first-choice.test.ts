import { ORPCError } from "@orpc/client"
import { beforeEach, expect, test, vi } from "vitest"
import type { Status } from "../../native/contract/api/app.ts"
import type { ItemSummary } from "../../native/contract/api/common.ts"
import { nothingSent } from "../shared/studio-choice.ts"
import { type ChosenPersona, draft, setDraft, useDraft } from "../shared/studio-draft.ts"
import { chooseFirst } from "./first-choice.ts"

const item = (id: string, scenario: string) => ({ id, scenario }) as ItemSummary
const posters = [item("m1", "movie-poster"), item("m2", "movie-poster")]
const outfits = [item("o1", "outfit")]
const items = [...posters, ...outfits]
const mina = { id: "mina", name: "Mina", scenario: "movie-poster" }
const omar = { id: "omar", name: "Omar", scenario: "movie-poster" }

/** The personas there are, each with what they liked last. */
const personas = new Map<ChosenPersona, ItemSummary[]>()
const without = (code: string) => new ORPCError(code)

vi.mock("../engine/rpc.ts", () => ({
  client: {
    presets: { lastUsed: async () => null },
    items: {
      get: async ({ id }: { id: string }) => ({ item: items.find(item => item.id === id) }),
      list: async ({ scenario }: { scenario: string }) => ({
        items: items.filter(item => item.scenario === scenario),
      }),
    },
    personas: {
      get: async ({ id }: { id: string }) => {
        const persona = [...personas.keys()].find(persona => persona.id === id)
        if (!persona) throw without("catalog.unknown_persona")
        return { persona, history: personas.get(persona) }
      },
      list: async ({ scenario }: { scenario: string }) => ({
        personas: [...personas]
          .filter(([persona]) => persona.scenario === scenario)
          .map(([persona, latest]) => ({ ...persona, latest })),
      }),
    },
  },
}))

const status = {
  scenarios: [
    { id: "movie-poster", items: 2 },
    { id: "outfit", items: 1 },
  ],
} as Status
const start = draft()

beforeEach(() => {
  useDraft.setState(start, true)
  personas.clear()
  personas.set(mina, [posters[1]!]).set(omar, [posters[0]!])
})

test("it opens on what a persona has lately liked", async () => {
  expect(await chooseFirst(status, nothingSent)).toBeNull()
  expect(draft()).toMatchObject({ item: { id: "m2" }, persona: { id: "mina" } })
})

test("another persona takes the place of one that is gone", async () => {
  const sent = { ...nothingSent, item: "m1", persona: "ines", settings: { lambda1: 0.5 } }
  expect(await chooseFirst(status, sent)).toMatchObject({ id: "omar" })
  expect(draft()).toMatchObject({ item: { id: "m1" }, persona: { id: "omar" }, settings: { lambda1: 0.5 } })

  // The one at hand stays, unless that is the one that is gone.
  setDraft({ persona: mina })
  expect(await chooseFirst(status, sent)).toEqual(mina)
  setDraft({ persona: { ...mina, id: "ines" } })
  expect(await chooseFirst(status, sent)).toMatchObject({ id: "omar" })
})

test("an item without a persona waits for the first one", async () => {
  expect(await chooseFirst(status, { ...nothingSent, item: "o1" })).toBeNull()
  expect(draft()).toMatchObject({ item: { id: "o1" }, persona: null })
  personas.set({ id: "lena", name: "Lena", scenario: "outfit" }, [])
  await chooseFirst(status, nothingSent)
  expect(draft()).toMatchObject({ item: { id: "o1" }, persona: { id: "lena" } })
})
