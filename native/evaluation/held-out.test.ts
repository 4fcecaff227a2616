/** On whom a study is made, with catalogs made up for it. */
import { expect, test } from "vitest"
import type { Persona } from "../contract/catalog.ts"
import type { Adapter } from "../models/adapter.ts"
import { studioOf, user } from "../personalize/fixtures/made-up.ts"
import { heldOutPairs } from "./held-out.ts"

interface Asked {
  scenario?: string
  users?: number
  /** Settings that an adapter was trained with. */
  trained?: { heldOut: number; scenario: string | null }
}

/** Users and items of a study of half the users. */
async function measured(personas: readonly Persona[], { scenario, users = 100, trained }: Asked = {}) {
  const adapter = trained ? ({ manifest: { settings: { ...trained, neighbours: 5 } } } as Adapter) : null
  const settings = { scenario: scenario ?? null, heldOut: 0.5, users }
  const pairs = await heldOutPairs(studioOf(personas), settings, adapter).catch((error: Error) => error)
  return pairs instanceof Error ? pairs : pairs.map(({ persona, item }) => `${persona.id} ${item}`)
}

/** By SHA-256, s7, s8, s5 and s3 are at 0.08, 0.11, 0.23 and 0.25; s0 and s1 above 0.9. */
const posters = ["s7", "s8", "s5", "s3", "s0", "s1"].map(id => user(id, ["a", "b"]))

test("users that an adapter may have learnt from aren't measured: its own share and scenario decide", async () => {
  expect(await measured(posters)).toEqual(["s7 a", "s8 a", "s5 a", "s3 a"])
  expect(await measured(posters, { trained: { heldOut: 0.2, scenario: null } })).toEqual(["s7 a", "s8 a"])
  expect(await measured(posters, { trained: { heldOut: 0.2, scenario: "outfit" } })).toHaveLength(4)
})

test("nor whose history has gone on with another scenario since", async () => {
  const since = posters.map(({ id, items }) => (id === "s5" ? user(id, ["a", "o1", "b"]) : user(id, items)))
  expect(await measured(since, { trained: { heldOut: 0.2, scenario: "outfit" } })).toEqual([
    "s7 a",
    "s8 a",
    "s3 a",
  ])
})

test("two users at least: two items of one saved persona are one", async () => {
  const one = [user("s7", ["a", "b", "c"], "picked"), user("s0", ["a", "b"], "picked")]
  expect(await measured(one)).toMatchObject({ code: "evaluation.too_few", details: { found: 1 } })
  const two = [...one, user("s8", ["o1", "c"], "picked")]
  expect(await measured(two, { users: 2 })).toEqual(["s7 a", "s8 c"])
  const outfits = [user("s7", ["a", "o1", "o2"], "picked"), user("s8", ["o1", "b", "a"], "picked"), one[1]!]
  expect(await measured(outfits, { users: 2, scenario: "outfit" })).toEqual(["s7 o1", "s8 o1"])
})
