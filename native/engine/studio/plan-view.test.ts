import { expect, test } from "vitest"
import type { Workspace } from "../../catalog/workspace.ts"
import type { Planned } from "../../personalize/session.ts"
import type { Studio } from "../../personalize/studio.ts"
import { planView } from "./plan-view.ts"
import { TagEmbeddings } from "./tag-embeddings.ts"

/** The view of an item tagged "t-shirts" and "scarf", for a persona whose one past item is tagged "t-shirt". */
function viewed(merges: { from: string; to: string }[], banned: string[] = []) {
  const tagged = (own: string[]) => ({ own, image: [], text: [], tagger: "" })
  const workspace: Partial<Workspace> = {
    itemsOf: async () => [],
  }
  const interests = [{ tag: "t-shirt", count: 1, pinned: false, from: ["past"] }]
  const planned = {
    subject: { persona: { items: ["past"], pinned: [], banned }, history: [{ id: "past" }] },
    plan: {
      tags: tagged(["t-shirts", "scarf"]),
      interests: banned.length > 0 ? [] : interests,
      textNeighbours: [],
      imageNeighbours: [],
    },
    tagged: [{ id: "past", tags: ["t-shirt"] }],
    merges,
    settings: { excludedHistory: [] },
  } as unknown as Planned
  return planView({ workspace } as Studio, planned, new TagEmbeddings(null))
}

test("a merge is offered until it is in force, and then can be taken back", async () => {
  const merge = { from: "t-shirts", to: "t-shirt" }
  expect(await viewed([])).toMatchObject({ nearDuplicates: [merge], merged: [] })
  expect(await viewed([merge])).toMatchObject({ nearDuplicates: [], merged: [merge] })
})

test("the page gets merges of merges, and none that touches none of these tags", async () => {
  const chain = [
    { from: "tees", to: "t-shirts" },
    { from: "t-shirts", to: "t-shirt" },
  ]
  expect((await viewed([...chain, { from: "films", to: "film" }])).merged).toEqual(chain)
})

test("a tag banned by a name that is merged now is listed once, by the name it is read as", async () => {
  const { interests } = await viewed([{ from: "t-shirts", to: "t-shirt" }], ["t-shirts"])
  expect(interests.map(({ tag, banned }) => [tag, banned])).toEqual([["t-shirt", true]])
})
