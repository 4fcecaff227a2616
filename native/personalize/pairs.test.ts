/** Which users are held out, on invented catalogs. A run's samples are tested with a shop (training/shop.test.ts). */
import { expect, test } from "vitest"
import type { Persona } from "../contract/catalog.ts"
import { studioOf, user } from "./fixtures/made-up.ts"
import { findPairs } from "./pairs.ts"

async function split(personas: readonly Persona[], heldOut: number, scenario: string | null = null) {
  const pairs = await findPairs(studioOf(personas), { scenario, heldOut, neighbours: 5 })
  const named = (some: typeof pairs.train) => some.map(({ persona, item }) => `${persona.id} ${item}`)
  return { train: named(pairs.train), heldOut: named(pairs.heldOut), tooShort: pairs.tooShort }
}

const who = (pairs: readonly string[]) => new Set(pairs.map(pair => pair.split(" ")[0]!))

/** s0 … s11, of which these have the first 48 bits of SHA-256 below a half, least first: 0.08, 0.11, 0.23 … (Python). */
const shoppers = Array.from({ length: 12 }, (_, n) => user(`s${n}`, ["a", "b", "c"]))
const belowHalf = ["s7", "s8", "s5", "s3", "s11", "s4", "s6"]

test("users with a hash below the share are held out, the least first", async () => {
  expect([...who((await split(shoppers, 0.5)).heldOut)]).toEqual(belowHalf)
  expect([...who((await split(shoppers, 0.25)).heldOut)]).toEqual(["s7", "s8", "s5"])
})

test("who is held out stays so when histories grow and users are added", async () => {
  const grown = shoppers.map(({ id, items }, n) => user(id, [`new ${n}`, ...items]))
  const more = Array.from({ length: 30 }, (_, n) => user(`later-${n}`, ["b", "c"]))
  const { train, heldOut } = await split([...grown, ...more], 0.25)
  expect([...who(heldOut)].filter(id => id.startsWith("s"))).toEqual(["s7", "s8", "s5"])
  expect([...who(train)].filter(id => id.startsWith("s"))).toHaveLength(9)
})

test("a saved persona is held out with all of its items, and comes by turns with others", async () => {
  const personas = [user("s8", ["c", "a", "b"], "picked"), user("s7", ["b", "a"], "picked")]
  const { train, heldOut } = await split([...personas, user("s0", ["a", "b"], "picked")], 0.2)
  expect(heldOut).toEqual(["s7 a", "s8 a", "s7 b", "s8 b", "s8 c"])
  expect(train).toEqual(["s0 a", "s0 b"])
})

test("one is held out where the share gives none, and one of several is always left to learn from", async () => {
  expect([...who((await split(shoppers, 0.02)).heldOut)]).toEqual(["s7"])
  const three = shoppers.filter(({ id }) => ["s3", "s7", "s8"].includes(id))
  expect(await split(three, 0.5)).toMatchObject({ heldOut: ["s7 a", "s8 a"], train: ["s3 a"] })
  expect(await split(three.slice(0, 1), 0.5)).toMatchObject({ heldOut: ["s3 a"], train: [] })
  expect(await split([], 0.5)).toEqual({ heldOut: [], train: [], tooShort: 0 })
})

test("users of another scenario or with too short a history are left out", async () => {
  const { train, heldOut, tooShort } = await split(
    [user("s7", ["o1", "a"]), user("s0", ["o1", "a"]), user("s8", ["a", "o1"]), user("s1", ["o1"])],
    0.25,
    "outfit",
  )
  expect({ train, heldOut, tooShort }).toEqual({ train: ["s0 o1"], heldOut: ["s7 o1"], tooShort: 2 })
})
