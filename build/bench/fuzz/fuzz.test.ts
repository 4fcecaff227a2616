import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { fuzz, openParsers } from "./fuzz.ts"
import { mutated } from "./mutate.ts"
import type { Parser } from "./parser.ts"

/** Inputs of each parser: a few seconds for all of them. */
const few = 25

let dir: string
let parsers: Parser[]
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "iamg-fuzz-"))
  parsers = await openParsers(dir)
})
afterAll(() => rm(dir, { recursive: true, force: true }))

test("every parser takes sound inputs", async () => {
  for (const { name, seeds, parse } of parsers)
    for (const seed of seeds)
      await Promise.resolve(parse(Buffer.from(seed))).catch(error => {
        throw new Error(`${name} refuses a sound input: ${error}`, { cause: error })
      })
})

test("changed inputs end with codes only", async () => {
  for (const [at, parser] of parsers.entries()) {
    const { uncoded, taken, refused } = await fuzz(parser, few, 5_000_000 + at * 1000)
    expect(uncoded, parser.name).toEqual([])
    expect(taken + refused, parser.name).toBe(few)
  }
})

test("the same seed makes the same input", () => {
  const seeds = [Buffer.from("id,title\n1,A\n"), Buffer.from("{}")]
  expect(mutated(7, seeds, ["x"])).toEqual(mutated(7, seeds, ["x"]))
  const made = Array.from({ length: 200 }, (_, seed) => mutated(seed, seeds, []).toString("latin1"))
  expect(new Set(made).size).toBeGreaterThan(150)
  for (const input of made) expect(input.length).toBeLessThanOrEqual(65_536)
})
